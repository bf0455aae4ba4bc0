using Antpath.Ids;

namespace Antpath.Workspaces;

/// <summary>An invitation that waits for its answer.</summary>
public sealed record InvitationView
{
    /// <summary>The invitation's id.</summary>
    public required InvitationId Id { get; init; }

    /// <summary>The role it gives.</summary>
    public required string Role { get; init; }

    /// <summary>The one address whose owner may accept it; null: whoever has the link.</summary>
    public string? Email { get; init; }

    /// <summary>Who invited. The invitation holds only while they may give its role.</summary>
    public required AppUserId InviterAppUserId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its link stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
