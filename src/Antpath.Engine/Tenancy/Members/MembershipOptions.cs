using System.ComponentModel.DataAnnotations;
using Antpath.Engine.Configuration;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>How many people and invitations a workspace may have, and workspaces a person. Section <c>Antpath:Membership</c>, environment <c>ANTPATH_MEMBERSHIP_…</c>.</summary>
public sealed class MembershipOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Membership";

    /// <summary>Workspaces a person may have made that are not deleted. Default 3; 0 to 1000.</summary>
    [Range(0, 1000)]
    public int WorkspacesPerUserMax { get; set; } = 3;

    /// <summary>Active members of a workspace. Default 100; 1 to <see cref="WorkspaceMembers.ListMax"/>.</summary>
    [Range(1, WorkspaceMembers.ListMax)]
    public int MembersMax { get; set; } = 100;

    /// <summary>Invitations of a workspace that may wait for an answer at once. Default 50; 0 to <see cref="Invitations.ListMax"/>.</summary>
    [Range(0, Invitations.ListMax)]
    public int InvitationsMax { get; set; } = 50;

    /// <summary>How long an invitation's link works. Default 7 days; 5 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>These options as the settings table shows them.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        new()
        {
            Name = "ANTPATH_MEMBERSHIP_WORKSPACES_PER_USER_MAX", Default = "3", Range = "0 to 1000",
            Meaning = "Workspaces a person may have made that are not deleted.",
        },
        new() { Name = "ANTPATH_MEMBERSHIP_MEMBERS_MAX", Default = "100", Range = "1 to 1000", Meaning = "Members of a workspace." },
        new() { Name = "ANTPATH_MEMBERSHIP_INVITATIONS_MAX", Default = "50", Range = "0 to 500", Meaning = "Invitations of a workspace that may wait for an answer at once." },
        new()
        {
            Name = "ANTPATH_MEMBERSHIP_INVITATION_LIFETIME", Default = "7.00:00:00", Range = "00:05:00 to 30.00:00:00",
            Meaning = "How long an invitation's link works.",
        },
    ];
}
