namespace Antpath.Workspaces;

/// <summary>Everybody in a workspace, the highest role first.</summary>
public sealed record MemberList
{
    /// <summary>The members.</summary>
    public required IReadOnlyList<MemberView> Data { get; init; }

    /// <summary>Members the workspace may have.</summary>
    public required int MembersMax { get; init; }
}
