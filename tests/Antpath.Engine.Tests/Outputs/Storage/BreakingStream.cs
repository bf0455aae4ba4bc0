namespace Antpath.Engine.Tests.Outputs.Storage;

/// <summary>Gives some bytes and then breaks like a lost connection.</summary>
internal sealed class BreakingStream(long after) : ZeroStream(after)
{
    public const string Message = "The connection of the test broke.";

    protected override int End() => throw new IOException(Message);
}
