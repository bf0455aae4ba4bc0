using System.Text.Json.Nodes;
using Antpath.Engine.Tenancy;
using Antpath.Ids;

namespace Antpath.Engine.Audit;

/// <summary>One line of the audit trail. Safe identifiers and names only: no credential, prompt, answer, file content or link.</summary>
public sealed record AuditEntry
{
    /// <summary>The workspace it happened in, or null for the installation.</summary>
    public WorkspaceId? Workspace { get; init; }

    /// <summary>The person, or null for the system.</summary>
    public AppUserId? AppUser { get; init; }

    /// <summary>The API token used, or null.</summary>
    public ApiTokenId? ApiToken { get; init; }

    /// <summary>A value of <see cref="AuditAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, as an id's text.</summary>
    public string? TargetId { get; init; }

    /// <summary>The request it belongs to, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>More safe facts, or null.</summary>
    public JsonObject? Detail { get; init; }

    /// <summary>An entry for what a principal did.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="action">A value of <see cref="AuditAction"/>.</param>
    /// <param name="targetId">To what, as an id's text.</param>
    public static AuditEntry By(Principal principal, string action, string targetId) => new()
    {
        Workspace = principal.Workspace,
        AppUser = principal.AppUser,
        ApiToken = principal.ApiToken,
        Action = action,
        TargetId = targetId,
        RequestId = principal.RequestId,
    };
}
