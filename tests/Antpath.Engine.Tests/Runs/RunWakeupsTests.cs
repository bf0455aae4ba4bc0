using Antpath.Engine.Runs;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Runs;

public sealed class RunWakeupsTests(TestServer server) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private EngineUnderTest _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(); // NOTIFY is heard by the whole database
        _engine = new EngineUnderTest(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Who_is_woken_by_a_submission_finds_the_run_committed()
    {
        var me = await _engine.NewPrincipalAsync();
        await using var listener = await ListenAsync();
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Notification += (_, n) => heard.TrySetResult(n.Payload);

        var submitted = _engine.SubmitAsync(me);
        await listener.WaitAsync(TestContext.Current.CancellationToken);
        var seen = await _engine.ScalarAsync<long>("select count(*) from runs where workspace_id = $1", me.Workspace.Value);

        Assert.Equal("", await heard.Task);
        Assert.Equal(1, seen);
        await submitted;
    }

    [Fact]
    public async Task Many_wishes_share_few_notifications()
    {
        await using var listener = await ListenAsync();
        var heard = 0;
        listener.Notification += (_, _) => heard++;

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => _engine.Get<RunWakeups>().NotifyAsync()));
        await using (var nothing = new NpgsqlCommand("select 1", listener))
            await nothing.ExecuteScalarAsync(); // notifications sent before arrive with the answer

        Assert.InRange(heard, 1, 100);
    }

    [Fact]
    public async Task Listening_calls_at_once_and_again_when_woken()
    {
        using var stop = new CancellationTokenSource();
        using var calls = new SemaphoreSlim(0);

        var listening = _engine.Get<RunWakeups>().ListenAsync(() => calls.Release(), stop.Token);
        Assert.True(await calls.WaitAsync(TimeSpan.FromSeconds(30)));
        await _engine.Get<RunWakeups>().NotifyAsync();
        Assert.True(await calls.WaitAsync(TimeSpan.FromSeconds(30)));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_calls_once_more()
    {
        using var stop = new CancellationTokenSource();
        using var calls = new SemaphoreSlim(0);
        var listening = _engine.Get<RunWakeups>().ListenAsync(() => calls.Release(), stop.Token);
        Assert.True(await calls.WaitAsync(TimeSpan.FromSeconds(30)));

        await _engine.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'antpath-listen' and datname = current_database()");
        Assert.True(await calls.WaitAsync(TimeSpan.FromSeconds(30)));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private async Task<NpgsqlConnection> ListenAsync()
    {
        var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var listen = new NpgsqlCommand($"listen {RunWakeups.Channel}", connection);
        await listen.ExecuteNonQueryAsync();
        return connection;
    }
}
