using Antpath.Engine.Configuration;
using Antpath.Engine.Database;

namespace Antpath.Engine;

/// <summary>The settings of database, tokens, vault and plan. The other rooms announce theirs beside their options.</summary>
public static class EngineSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "ANTPATH_DATABASE_URL", Required = true, Secret = true,
            Check = v => ConnectionText.ProblemWith(v, "ANTPATH_DATABASE_URL"),
            Meaning = "PostgreSQL 15 or newer: postgres://user:password@host:port/database.",
        },
        new()
        {
            Name = "ANTPATH_DATABASE_MIGRATION_URL", Secret = true, Default = "ANTPATH_DATABASE_URL",
            Check = v => ConnectionText.ProblemWith(v, "ANTPATH_DATABASE_MIGRATION_URL"),
            Meaning = "Where migrations connect, when they need another user or no pooler.",
        },
        new()
        {
            Name = "ANTPATH_DATABASE_LISTEN_URL", Secret = true, Default = "ANTPATH_DATABASE_URL",
            Check = v => ConnectionText.ProblemWith(v, "ANTPATH_DATABASE_LISTEN_URL"),
            Meaning = "Where LISTEN connects; it must not lead through a transaction pooler.",
        },
        new() { Name = "ANTPATH_DATABASE_POOL_MAX", Default = "40", Range = "2 to 1000", Meaning = "Connections this process may hold." },
        new() { Name = "ANTPATH_DATABASE_CONNECT_SECONDS", Default = "10", Range = "1 to 120", Meaning = "Seconds to wait for a connection." },
        new() { Name = "ANTPATH_DATABASE_STATEMENT_SECONDS", Default = "30", Range = "1 to 600", Meaning = "Seconds a statement may take." },
        new() { Name = "ANTPATH_DATABASE_IDLE_TRANSACTION_SECONDS", Default = "5", Range = "1 to 60", Meaning = "Seconds after which the database ends a transaction whose process stands still, so that a frozen worker keeps nobody from its runs." },
        new() { Name = "ANTPATH_DATABASE_TRANSACTION_POOLER", Default = "false", Range = "true or false", Meaning = "Whether ANTPATH_DATABASE_URL leads through a pooler in transaction mode." },
        new() { Name = "ANTPATH_DATABASE_ROLES", Default = "create", Range = "create, print or none", Meaning = "What migrate does about database roles: make them where it may and print the rest, print only, or nothing." },
        new() { Name = "ANTPATH_DATABASE_SERVER_ROLE", Default = "antpath_server", Range = "a role's name", Meaning = "The database role of processes that answer the API." },
        new() { Name = "ANTPATH_DATABASE_WORKER_ROLE", Default = "antpath_worker", Range = "a role's name", Meaning = "The database role of workers." },
        new() { Name = "ANTPATH_DATABASE_ASSUME_ROLE", Default = "false", Range = "true or false", Meaning = "Whether connections take on their process's role, for one database user that is a member of both." },
        new()
        {
            Name = "ANTPATH_TOKEN_PEPPER", Required = true, Secret = true,
            Check = v => KeyRing.ProblemWith(v, "ANTPATH_TOKEN_PEPPER"),
            Meaning = "Keys for the keyed hashes of API tokens and requests: id:base64 of 32 bytes, more after commas, the current one first.",
        },
        new() { Name = "ANTPATH_TOKEN_CACHE_SECONDS", Default = "5", Range = "0 to 60", Meaning = "Seconds a good token is remembered, and so how late a revocation may take effect." },
        new() { Name = "ANTPATH_TOKEN_CACHE_MAX", Default = "10000", Range = "0 to 1000000", Meaning = "Good tokens remembered at most." },
        new() { Name = "ANTPATH_TOKEN_PER_WORKSPACE_MAX", Default = "100", Range = "1 to 10000", Meaning = "Working API tokens a workspace may have." },
        new() { Name = "ANTPATH_TOKEN_LAST_USED_SECONDS", Default = "60", Range = "1 to 3600", Meaning = "Seconds between writes of a token's last use." },
        new()
        {
            Name = "ANTPATH_VAULT_KEYS", Required = true, Secret = true, Alternatives = ["ANTPATH_VAULT_KEYS_FILE", "ANTPATH_VAULT_KEY_COMMAND"],
            Check = v => KeyRing.ProblemWith(v, "ANTPATH_VAULT_KEYS"),
            Meaning = "Key-encryption keys of the vault: id:base64 of 32 bytes, more after commas, the current one first.",
        },
        new() { Name = "ANTPATH_VAULT_KEYS_FILE", Meaning = "A file with the vault's keys, instead of ANTPATH_VAULT_KEYS." },
        new() { Name = "ANTPATH_VAULT_BACKEND", Default = "built_in", Range = "built_in or supabase", Meaning = "Where run secrets lie, always under our own encryption: our table, or the extension Supabase Vault." },
        new() { Name = "ANTPATH_VAULT_KEY_COMMAND", Meaning = "A program that wraps and unwraps data keys, instead of ANTPATH_VAULT_KEYS, for keys in a key service." },
        new() { Name = "ANTPATH_VAULT_KEY_COMMAND_KEY", Range = "1 to 64 characters", Meaning = "The id of the key that the key command wraps with." },
        new() { Name = "ANTPATH_VAULT_KEY_COMMAND_TIMEOUT", Default = "00:00:10", Range = "00:00:00.1 to 00:02:00", Meaning = "How long the key command may take, waiting for its turn included." },
        new() { Name = "ANTPATH_VAULT_KEY_COMMAND_CONCURRENT", Default = "8", Range = "1 to 64", Meaning = "Key commands running at once." },
        new() { Name = "ANTPATH_PLAN_OPEN_RUNS_MAX", Default = "1000", Range = "0 to 1000000", Meaning = "Runs a workspace may have submitted and not terminal." },
        new() { Name = "ANTPATH_PLAN_OPEN_RUNS_PER_USER_MAX", Range = "0 to 1000000", Meaning = "Runs of one person a workspace may have submitted and not terminal. Default: as many as the workspace." },
        new() { Name = "ANTPATH_PLAN_OPEN_RUNS_PER_TOKEN_MAX", Range = "0 to 1000000", Meaning = "Runs of one API token that may be submitted and not terminal. Default: as many as the workspace." },
        new() { Name = "ANTPATH_PLAN_ACTIVE_RUNS_MAX", Default = "20", Range = "0 to 100000", Meaning = "Runs a workspace may have executing." },
        new() { Name = "ANTPATH_PLAN_DURATION_SECONDS_MAX", Default = "86400", Range = "30 to 604800", Meaning = "Seconds a run may last." },
        new() { Name = "ANTPATH_PLAN_STORAGE_BYTES_MAX", Default = "10737418240", Range = "from 0", Meaning = "Bytes of outputs a workspace may keep." },
        new() { Name = "ANTPATH_PLAN_ATTEMPTS_MAX", Default = "3", Range = "1 to 100", Meaning = "Attempts a run may have." },
        new() { Name = "ANTPATH_PLAN_POLL_SECONDS_MIN", Default = "0", Range = "0 to 3600", Meaning = "Seconds between two looks at the session of one run, at least; 0 leaves it to the worker's pace." },
        new() { Name = "ANTPATH_PLAN_BUDGET_CENTS_DEFAULT", Default = "0", Range = "0 to 1000000", Meaning = "Budget in US cents of runs whose template names none; 0 is no budget." },
        new()
        {
            Name = "ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT", Default = "delete", Range = "delete or retain",
            Meaning = "What happens to the provider session of runs that do not say.",
        },
    ];
}
