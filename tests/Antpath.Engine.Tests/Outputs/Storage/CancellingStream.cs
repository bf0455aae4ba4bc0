namespace Antpath.Engine.Tests.Outputs.Storage;

/// <summary>Gives some bytes, then cancels its reader and has no end.</summary>
internal sealed class CancellingStream(long after, CancellationTokenSource reader) : ZeroStream(after)
{
    protected override int End()
    {
        reader.Cancel();
        throw new OperationCanceledException(reader.Token);
    }
}
