using Antpath.Engine.Outputs.Storage;
using Microsoft.Extensions.Hosting;

namespace Antpath.Engine.Outputs;

/// <summary>Stops a host whose output store cannot be used, before it serves or claims anything.</summary>
internal sealed class OutputStoreProbe(IOutputStore store) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
