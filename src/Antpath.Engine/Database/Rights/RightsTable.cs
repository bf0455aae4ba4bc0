namespace Antpath.Engine.Database.Rights;

/// <summary>
/// The one table of who may do what in the database: every table of ours, with the verbs and rows of each role. Roles get nothing that is not written here,
/// and a table without a line fails a test. docs/operating/database-roles.md is made from it.
/// </summary>
internal static class RightsTable
{
    private const string Server = "antpath_server";
    private const string Worker = "antpath_worker";

    private const string OfTokensWorkspace = "workspace_id = (select context_token_workspace())";

    public static readonly IReadOnlyList<TableRights> All =
    [
        // people and their sign-in, known before any workspace is
        Shared("users", "select, insert, update, delete", null),
        Shared("accounts", "select, insert, update, delete", null),
        Shared("sessions", "select, insert, update, delete", null),
        Shared("verification_token", "select, insert, update, delete", null),
        Shared("app_users", "select, insert, update", null),

        // tenancy: also read by a token, or by a person, that is still to say which workspace it is
        new(
            "workspaces",
            RoleRights.To(
                "select, insert, update",
                RowPolicy.OfWorkspace(Server, "id"),
                RowPolicy.Reading(Server, "id = (select context_token_workspace()) or id = any ((select context_person_workspaces())::uuid[])")),
            Serving("select, update"))
        { WorkspaceColumn = "id" },
        new("workspace_counters", RoleRights.To("select, insert, update", RowPolicy.OfWorkspace(Server)), Serving("select, update")),
        new(
            "workspace_memberships",
            RoleRights.To(
                "select, insert, update, delete",
                RowPolicy.OfWorkspace(Server),
                RowPolicy.Reading(Server, $"{OfTokensWorkspace} or app_user_id = (select context_person())")),
            Serving("select, delete")),
        Tenant("workspace_invitations", "select, insert, delete", "select, delete"),
        Shared("data_protection_keys", "select, insert", null),
        new(
            "api_tokens",
            RoleRights.To("select, insert, update", RowPolicy.OfWorkspace(Server), RowPolicy.Reading(Server, OfTokensWorkspace)),
            Serving("select, update")),
        Shared("rate_limit_buckets", "select, insert, update, delete", "select, delete"),

        // runs
        Tenant("runs", "select, insert, update", "select, update"),
        Tenant("run_leases", "select, insert, update", "select, insert, update, delete"),
        Tenant("run_attempts", "select", "select, insert, update, delete"),
        Tenant("run_events", "select, insert", "select, insert, delete"),
        Tenant("provider_resources", "select", "select, insert, update, delete"),
        Tenant("cleanup_attempts", "select", "select, insert, delete"),
        Tenant("provider_sweeps", "select, insert", "select, update, delete"),
        Tenant("provider_sweep_findings", "select", "select, insert, update, delete"),
        // what the server puts in, it never reads
        Tenant("vault_entries", "insert", "select, update, delete"),
        Shared("provider_key_budgets", null, "select, insert, update, delete"),
        Shared("provider_key_places", null, "select, insert, update, delete"),

        // outputs and usage
        Tenant("output_objects", "select, update", "select, insert, update, delete"),
        Tenant("output_capture_failures", "select", "select, insert, update, delete"),
        Tenant("usage_ledger", "select", "select, insert"),

        // the audit trail: added to by both; its chain is written by a trigger, with the owner's rights
        new(
            "audit_logs",
            RoleRights.To("select, insert", RowPolicy.OfWorkspace(Server), RowPolicy.Adding(Server, "workspace_id is null")),
            Serving("insert")),
        Tenant("audit_chain", "select", null),
        Tenant("audit_heads", "select", null),

        Shared("schema_migrations", "select", "select"),
    ];

    /// <summary>Functions that neither role may call unless it stands here, with who calls them.</summary>
    public static readonly IReadOnlyList<(string Function, bool Server, bool Worker)> Functions =
    [
        ("context_token_workspace()", true, false),
        ("context_person_workspaces()", true, false),
        ("run_event_sequences(uuid[])", true, false),
        ("invitation_workspace(uuid)", true, false),
        ("invitation_awaits(text)", true, false),
        ("workspaces_made_by(uuid)", true, false),
    ];

    private static TableRights Tenant(string table, string? server, string? worker) =>
        new(table, server is null ? RoleRights.None : RoleRights.To(server, RowPolicy.OfWorkspace(Server)), worker is null ? RoleRights.None : Serving(worker));

    private static TableRights Shared(string table, string? server, string? worker) =>
        new(table, server is null ? RoleRights.None : RoleRights.To(server, RowPolicy.All(Server)), worker is null ? RoleRights.None : Serving(worker))
        { WorkspaceColumn = null };

    /// <summary>A worker serves every workspace.</summary>
    private static RoleRights Serving(string verbs) => RoleRights.To(verbs, RowPolicy.All(Worker));
}
