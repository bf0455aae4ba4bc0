namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>What one look at a session means for its run.</summary>
internal abstract record SessionVerdict
{
    private SessionVerdict()
    {
    }

    /// <summary>Not over. The run shows this phase, or goes on showing its present one when null.</summary>
    public sealed record Goes(string? Phase) : SessionVerdict;

    /// <summary>It does what nobody may allow: interrupt it.</summary>
    public sealed record Forbidden(string Code) : SessionVerdict;

    /// <summary>Over.</summary>
    public sealed record Settled(RunEnding Ending) : SessionVerdict;
}
