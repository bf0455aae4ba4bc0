namespace Antpath.Engine.Tenancy.Members;

/// <summary>What a change of memberships is judged by: read under the workspace's lock, so that it holds until the change is committed.</summary>
internal sealed record Standing
{
    /// <summary>The role of who acts; null when they are no active member.</summary>
    public required string? Actor { get; init; }

    /// <summary>The role of whom it is done to; null when they are no active member.</summary>
    public required string? Target { get; init; }

    /// <summary>Whether both are one person.</summary>
    public required bool Self { get; init; }

    /// <summary>Whether the target may sign in.</summary>
    public required bool TargetEnabled { get; init; }

    /// <summary>Owners besides the target who may sign in.</summary>
    public required int OtherOwners { get; init; }
}
