namespace Antpath.Engine.Audit;

/// <summary>The words of <c>audit_logs.action</c>.</summary>
public static class AuditAction
{
    /// <summary>A workspace was made.</summary>
    public const string WorkspaceCreate = "workspace.create";

    /// <summary>An API token was made.</summary>
    public const string ApiTokenCreate = "api_token.create";

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
}
