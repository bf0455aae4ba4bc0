namespace Antpath.Engine.Audit;

/// <summary>The words of <c>audit_logs.action</c>.</summary>
public static class AuditAction
{
    /// <summary>A workspace was made.</summary>
    public const string WorkspaceCreate = "workspace.create";

    /// <summary>An API token was made.</summary>
    public const string ApiTokenCreate = "api_token.create";

    /// <summary>An API token was put in another's place.</summary>
    public const string ApiTokenRotate = "api_token.rotate";

    /// <summary>An API token was revoked.</summary>
    public const string ApiTokenRevoke = "api_token.revoke";

    /// <summary>A user asked for a run to stop.</summary>
    public const string RunCancel = "run.cancel";

    /// <summary>A user asked for a run to be deleted.</summary>
    public const string RunDelete = "run.delete";

    /// <summary>A deleted run's rows and files are gone.</summary>
    public const string RunPurge = "run.purge";

    /// <summary>A signed link to an output was made.</summary>
    public const string OutputLink = "output.link";

    /// <summary>Something a run created at the provider could not be removed.</summary>
    public const string RunCleanupFailed = "run.cleanup_failed";

    /// <summary>A workspace's deletion was asked for.</summary>
    public const string WorkspaceDelete = "workspace.delete";

    /// <summary>A deleted workspace's runs, files and people are gone.</summary>
    public const string WorkspacePurge = "workspace.purge";

    /// <summary>A workspace's counters had drifted from its rows and were corrected.</summary>
    public const string WorkspaceRecount = "workspace.recount";

    /// <summary>A vault entry that belonged to nothing was destroyed.</summary>
    public const string SecretOrphanDestroyed = "secret.orphan_destroyed";

    /// <summary>A user asked for files that were not captured to be tried again.</summary>
    public const string OutputRetry = "output.retry";

    /// <summary>A user asked for a run's outputs to be deleted without the run.</summary>
    public const string OutputDelete = "output.delete";

    /// <summary>Outputs went because their workspace keeps them for so many days only.</summary>
    public const string OutputExpire = "output.expire";

    /// <summary>A workspace's settings were changed.</summary>
    public const string WorkspaceChange = "workspace.change";

    /// <summary>The store had lost an output.</summary>
    public const string OutputLost = "output.lost";

    /// <summary>Something at the provider that no live run holds was removed.</summary>
    public const string ProviderStrayRemoved = "provider.stray_removed";

    /// <summary>A user asked for a search at the provider.</summary>
    public const string ProviderSweep = "provider.sweep";

    /// <summary>A person signed in.</summary>
    public const string SessionBegin = "session.begin";

    /// <summary>Somebody proved who they are, and was not let in.</summary>
    public const string SessionRefuse = "session.refuse";

    /// <summary>The operator had a sign-in link printed.</summary>
    public const string SessionLinkPrint = "session.link_print";

    /// <summary>A person signed out in one browser.</summary>
    public const string SessionEnd = "session.end";

    /// <summary>A person ended all their sessions.</summary>
    public const string SessionEndEverywhere = "session.end_everywhere";

    /// <summary>An identity provider's identity was tied to a person.</summary>
    public const string IdentityLink = "identity.link";

    /// <summary>A person joined by signing up.</summary>
    public const string AppUserCreate = "app_user.create";

    /// <summary>Somebody was invited to a workspace.</summary>
    public const string InvitationCreate = "invitation.create";

    /// <summary>An invitation was revoked.</summary>
    public const string InvitationRevoke = "invitation.revoke";

    /// <summary>The invited person became a member.</summary>
    public const string InvitationAccept = "invitation.accept";

    /// <summary>The invited person declined.</summary>
    public const string InvitationDecline = "invitation.decline";

    /// <summary>A member got another role.</summary>
    public const string MemberRole = "member.role";

    /// <summary>A member was removed, and their tokens with them.</summary>
    public const string MemberRemove = "member.remove";

    /// <summary>A member left, and their tokens with them.</summary>
    public const string MemberLeave = "member.leave";

    /// <summary>An owner made another member the owner in their place.</summary>
    public const string WorkspaceTransfer = "workspace.transfer";

    /// <summary>Every word.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        WorkspaceCreate, ApiTokenCreate, ApiTokenRotate, ApiTokenRevoke, RunCancel, RunDelete, RunPurge, OutputLink, RunCleanupFailed,
        WorkspaceDelete, WorkspacePurge, WorkspaceRecount, SecretOrphanDestroyed, OutputRetry, OutputDelete, OutputExpire, WorkspaceChange,
        OutputLost, ProviderStrayRemoved, ProviderSweep, SessionBegin, SessionRefuse, SessionLinkPrint, SessionEnd, SessionEndEverywhere,
        IdentityLink, AppUserCreate, InvitationCreate, InvitationRevoke, InvitationAccept, InvitationDecline, MemberRole, MemberRemove, MemberLeave,
        WorkspaceTransfer,
    ];

    /// <summary>Whether a text can be looked for: a word, or a noun with its dot for all that was done to it (<c>member.</c>).</summary>
    /// <param name="text">The text.</param>
    public static bool CanBeLookedFor(string text) =>
        All.Any(word => word == text || (text.EndsWith('.') && word.StartsWith(text, StringComparison.Ordinal)));
}
