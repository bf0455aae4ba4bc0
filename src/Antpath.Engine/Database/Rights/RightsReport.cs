namespace Antpath.Engine.Database.Rights;

/// <summary>What the rights in a database lacked.</summary>
public sealed record RightsReport
{
    /// <summary>Statements that ran; empty when nothing lacked.</summary>
    public required IReadOnlyList<string> Done { get; init; }

    /// <summary>Statements left for somebody who may run them: as asked for, or because this user may not. Safe to run again.</summary>
    public required IReadOnlyList<string> Pending { get; init; }
}
