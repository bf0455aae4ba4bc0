using System.Runtime.InteropServices;

namespace Antpath.Cli.Hosting;

/// <summary>Turns the first Ctrl-C, or the first request to terminate, into a cancellation; the second one ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interrupts()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => _requested.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _requested.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (_requested.IsCancellationRequested)
            Environment.Exit(ExitCodes.Interrupted);
        signal.Cancel = true;
        _requested.Cancel();
    }
}
