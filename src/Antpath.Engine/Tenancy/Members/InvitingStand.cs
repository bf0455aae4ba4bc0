namespace Antpath.Engine.Tenancy.Members;

/// <summary>What inviting is judged by.</summary>
/// <param name="WorkspaceName">The workspace's name.</param>
/// <param name="Actor">The role of who invites; null when they are no active member.</param>
/// <param name="Waiting">Invitations that wait already.</param>
/// <param name="AlreadyMember">Whether the address is a member's.</param>
internal sealed record InvitingStand(string WorkspaceName, string? Actor, int Waiting, bool AlreadyMember);
