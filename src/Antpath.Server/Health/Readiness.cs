using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Npgsql;

namespace Antpath.Server.Health;

/// <summary>Whether this process can serve now. Asked anew at most once a second, however many ask.</summary>
internal sealed class Readiness(NpgsqlDataSource database, TimeProvider time, IHostApplicationLifetime lifetime) : IDisposable
{
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _oneAsks = new(1, 1);
    private long? _askedAt;
    private string? _reason;
    private bool _secured;

    /// <summary>Whether row-level security held this process's database user when that was last asked.</summary>
    public bool Secured => Volatile.Read(ref _secured);

    /// <returns>Null when ready, otherwise why not: words of ours, nothing of the database's.</returns>
    public async Task<string?> ReasonAgainstAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return "stopping";

        await _oneAsks.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is not { } at || time.GetElapsedTime(at) >= RememberedFor)
            {
                _reason = await AskAsync(cancellationToken);
                _askedAt = time.GetTimestamp();
            }

            return _reason;
        }
        finally
        {
            _oneAsks.Release();
        }
    }

    public void Dispose() => _oneAsks.Dispose();

    private async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => timeout.Cancel(), null, Timeout, System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            var version = await SchemaVersion.ReadAsync(database, timeout.Token);
            if (version < SchemaVersion.Needed)
                return $"the database is at schema {version}, {SchemaVersion.Needed} is needed: run antpath-server migrate";
            Volatile.Write(ref _secured, await DatabaseRights.HoldAsync(database, timeout.Token));
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the database does not answer in time";
        }
        catch (NpgsqlException)
        {
            return "the database does not answer";
        }
    }
}
