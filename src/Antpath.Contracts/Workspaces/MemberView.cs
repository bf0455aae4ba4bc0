using Antpath.Ids;

namespace Antpath.Workspaces;

/// <summary>A person in a workspace, as its members see them.</summary>
public sealed record MemberView
{
    /// <summary>The person's id.</summary>
    public required AppUserId AppUserId { get; init; }

    /// <summary>What they are called.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Their e-mail address, or null when none is known.</summary>
    public string? Email { get; init; }

    /// <summary><c>owner</c>, <c>admin</c>, <c>member</c> or <c>viewer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Whether the person may not sign in any more, in this whole deployment.</summary>
    public required bool Disabled { get; init; }

    /// <summary>Since when they belong to the workspace.</summary>
    public required DateTimeOffset JoinedAt { get; init; }
}
