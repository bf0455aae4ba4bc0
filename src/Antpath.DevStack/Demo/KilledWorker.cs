using System.Diagnostics;
using Antpath.DevStack.Stack;
using Npgsql;

namespace Antpath.DevStack.Demo;

/// <summary>Workers as processes of their own: the first is killed while the agent works, as a crashed machine would, and a second one goes on.</summary>
internal sealed class KilledWorker(LocalStack stack, Narrator say, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Short leases, so that nobody waits half a minute for the second worker to take over.</summary>
    private static readonly Dictionary<string, string> ShortLeases = new(StringComparer.Ordinal)
    {
        ["ANTPATH_WORKER_LEASE_TTL"] = "00:00:06",
        ["ANTPATH_DATABASE_IDLE_TRANSACTION_SECONDS"] = "2",
        ["ANTPATH_WORKER_LEASE_MARGIN"] = "00:00:02",
        ["ANTPATH_WORKER_RENEW_EVERY"] = "00:00:01",
        ["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:0",
    };

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly List<Process> _workers = [];

    /// <summary>Starts the first worker, waits until the prompt of a run is with the agent, kills, starts the second.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var first = Start("first");
        await using var source = NpgsqlDataSource.Create(stack.ConnectionString);
        while (!await AgentWorksAsync(source, cancellationToken))
            await Task.Delay(LookEvery, time, cancellationToken);

        first.Kill();
        await first.WaitForExitAsync(cancellationToken);
        say.Step($"kill -9 {first.Id}: the worker is dead, in the middle of the run. Starting another; the lease of the dead one runs out within 6 s");
        Start("second");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            if (!worker.HasExited)
                worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
            worker.Dispose();
        }
    }

    private static async Task<bool> AgentWorksAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        const string Sql = """
            select exists (
                select from runs                     -- crosses workspaces on purpose: the demo has one run
                where phase in ('dispatched', 'provider_running'))
            """;
        await using var command = source.CreateCommand(Sql);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private Process Start(string name)
    {
        // the build puts antpath-server.dll beside this program
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "antpath-server.dll"), "worker"]) { UseShellExecute = false };
        foreach (var (setting, value) in stack.Environment)
            start.Environment[setting] = value;
        foreach (var (setting, value) in ShortLeases)
            start.Environment[setting] = value;
        start.Environment["ANTPATH_WORKER_NAME"] = name;
        var worker = Process.Start(start) ?? throw new StackException("The worker could not be started: build it with 'make build'.");
        _workers.Add(worker);
        return worker;
    }
}
