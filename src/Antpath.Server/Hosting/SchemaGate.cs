using Antpath.Engine.Database;
using Npgsql;

namespace Antpath.Server.Hosting;

/// <summary>Keeps the process from starting on a database whose schema it was not written for.</summary>
internal sealed class SchemaGate(NpgsqlDataSource database) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => SchemaVersion.EnsureCurrentAsync(database, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
