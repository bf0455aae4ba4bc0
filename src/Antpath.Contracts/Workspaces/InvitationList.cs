namespace Antpath.Workspaces;

/// <summary>The invitations of a workspace that wait for an answer, newest first.</summary>
public sealed record InvitationList
{
    /// <summary>The invitations.</summary>
    public required IReadOnlyList<InvitationView> Data { get; init; }

    /// <summary>Invitations that may wait at once.</summary>
    public required int InvitationsMax { get; init; }
}
