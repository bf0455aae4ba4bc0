namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// What the control plane promises, in one place. <see cref="Always"/> is checked after every event, <see cref="AtTheCall"/> at the moment of each call's
/// effect, <see cref="AtTheEnd"/> when all faults have healed and time has run on. Rules without SQL are checked in <see cref="InvariantCheck"/> and
/// <see cref="CallWitness"/> under the same name.
/// </summary>
internal static class Invariants
{
    public const string NoEffectWithoutLease = "no effect at the provider without the lease";
    public const string NoWriteWithoutLease = "no write without the lease";
    public const string IntentFirst = "an intent before every create";
    public const string MadeOnce = "no twin at the provider";
    public const string OnePrompt = "one prompt";
    public const string TerminalStays = "terminal stays";
    public const string NothingLeft = "nothing left at the provider";
    public const string FilesComplete = "every file captured or listed as a failure";
    public const string UsageExact = "usage exact";
    public const string KeyNamesOneRun = "a key names one run";
    public const string StoreMatchesRows = "the store holds what the rows say";
    public const string Ends = "every run ends";

    /// <summary>Checked at the moment of a call's effect, or around a worker's turn.</summary>
    public static IReadOnlyList<Invariant> AtTheCall { get; } =
    [
        new(NoEffectWithoutLease, "A call takes effect only while the database knows the caller's token, unexpired.",
            "Worker concurrency: safety rules; Runs/README 1"),
        new(NoWriteWithoutLease, "A worker whose lease does not hold leaves its run's rows as they are.",
            "Worker concurrency: WHERE lease_token = … AND lease_expires_at > now()"),
        new(IntentFirst, "The journal has an intended row for exactly this create before it is asked for.",
            "Resource leak recovery: every provider create starts from a local intended row"),
        new(MadeOnce, "Nothing is made again in an attempt while what was made before is there.", "Resource leak recovery; provider contract §16.2"),
        new(KeyNamesOneRun, "A submission repeated under its key gives the first run.", "Core decisions: Idempotency"),
    ];

    /// <summary>Checked after every event.</summary>
    public static IReadOnlyList<Invariant> Always { get; } =
    [
        new(OnePrompt, "At most one user.message goes to a run's sessions, all attempts together.", "Runs/README 4; provider contract §16.3"),
        new(TerminalStays, "A terminal status changes to nothing but pending_delete and deleted, and an outcome never changes.", "Run state model"),
        new("counters equal a recount", "Open and active runs, used and reserved bytes are what the rows add up to.", "Output storage and quotas",
            """
            select format('open %s active %s used %s reserved %s', c.open_runs, c.active_runs, c.storage_used_bytes, c.storage_reserved_bytes)
            from workspace_counters c,
                (select count(*) as open from runs where workspace_id = $1 and finished_at is null) r,
                (select count(*) as active from run_leases where workspace_id = $1 and active) l,
                (select coalesce(sum(size_bytes) filter (where stored_at is not null and state <> 'deleted'), 0) as used,
                    coalesce(sum(size_bytes) filter (where stored_at is null and state in ('reserved', 'deleting')), 0) as reserved
                from output_objects where workspace_id = $1) o
            where c.workspace_id = $1
                and (c.open_runs, c.active_runs, c.storage_used_bytes, c.storage_reserved_bytes) <> (r.open, l.active, o.used, o.reserved)
            """),
        new("events gapless", "A run's events are numbered from 1 without gap, up to the number its row knows.", "Provider observation",
            """
            select format('%s: %s events, last %s, row says %s', r.id, e.count, e.last, r.last_event_sequence)
            from runs r, lateral (select count(*) as count, coalesce(max(sequence), 0) as last from run_events where run_id = r.id) e
            where r.workspace_id = $1 and r.status <> 'deleted' and (e.count, e.last) <> (r.last_event_sequence, r.last_event_sequence)
            """),
        new("secret while needed", "A run has its vault entry until clean-up ends, and no entry is without its run.", "Secret handling",
            """
            select format('run %s entry %s', r.id, v.id)
            from (select id, execution_secret_id from runs where workspace_id = $1) r
            full join (select id, run_id from vault_entries where workspace_id = $1) v on v.run_id = r.id
            where r.execution_secret_id is distinct from v.id
            """),
        new("lease while live", "A run has a lease row exactly until its clean-up ends.", "Worker concurrency; Runs/README",
            """
            select format('%s', r.id)
            from runs r
            left join run_leases l on l.workspace_id = r.workspace_id and l.run_id = r.id
            where r.workspace_id = $1 and (r.cleaned_up_at is null) <> (l.run_id is not null)
            """),
        new("one attempt at a time", "At most one attempt of a run is running.", "Run state model",
            """
            select format('%s', run_id) from run_attempts where workspace_id = $1 and state = 'running' group by run_id having count(*) > 1
            """),
        new("an output once", "A session's file is stored at most once, and not also listed as a failure.", "Output flow",
            """
            select format('%s', provider_file_id)
            from (
                select provider_file_id from output_objects where workspace_id = $1 and state <> 'deleted'
                union all
                select provider_file_id from output_capture_failures where workspace_id = $1 and file_name <> '') files
            group by provider_file_id having count(*) > 1
            """),
        new("stored bytes booked once", "The ledger's stored bytes are the bytes that are stored.", "Output storage and quotas",
            """
            select format('ledger %s, rows %s', l.booked, o.used)
            from (select coalesce(sum(quantity), 0) as booked from usage_ledger where workspace_id = $1 and kind = 'storage_bytes') l,
                (select coalesce(sum(size_bytes), 0) as used from output_objects where workspace_id = $1 and stored_at is not null and state <> 'deleted') o
            where l.booked <> o.used
            """),
        new("usage booked with its event", "The ledger's tokens are those of the logged events.", "Provider observation: event id is the dedupe authority",
            """
            select format('%s: ledger %s, events %s', r.id, l.booked, e.seen)
            from runs r,
                lateral (select coalesce(sum(quantity), 0) as booked from usage_ledger where run_id = r.id and kind = 'input_tokens') l,
                lateral (select coalesce(sum((usage ->> 'inputTokens')::bigint), 0) as seen from run_events where run_id = r.id) e
            where r.workspace_id = $1 and r.status <> 'deleted' and l.booked <> e.seen
            """),
        new("a resource journaled once", "No provider id stands in the journal twice.", "Resource leak recovery",
            """
            select provider_id from provider_resources where workspace_id = $1 and provider_id is not null group by provider_id having count(*) > 1
            """),
    ];

    /// <summary>Checked when all faults have healed and time has run on.</summary>
    public static IReadOnlyList<Invariant> AtTheEnd { get; } =
    [
        new(Ends, "Every run becomes terminal and its clean-up ends.", "Goals: stable start-to-finish lifecycle"),
        new(NothingLeft, "What is at the provider still is retained by policy or listed as not removed.", "Cleanup and reconciliation"),
        new(FilesComplete, "Each file of a succeeded run is stored with its bytes, or is a capture failure.", "Output capture is unconditional"),
        new(UsageExact, "A succeeded run's booked tokens are its session's; no run has more booked than its sessions used.", "Provider observation"),
        new(StoreMatchesRows, "Each stored output has its object, and each object its stored output.", "Cleanup and reconciliation"),
        new("every run over", "No run is without a terminal status and an ended clean-up.", "Run state model",
            """
            select format('%s %s %s', id, status, phase) from runs
            where workspace_id = $1 and (cleaned_up_at is null or status not in ('succeeded', 'failed', 'timed_out', 'cancelled', 'pending_delete', 'deleted'))
            """),
        new("deletions carried out", "A run whose deletion was asked for is purged.", "Audit, rate limits, quotas, and deletion",
            """
            select format('%s %s', id, status) from runs where workspace_id = $1 and pending_delete_at is not null and status <> 'deleted'
            """),
        new("nothing reserved", "No run is open, no slot taken, no byte reserved.", "Output storage and quotas",
            """
            select format('open %s active %s reserved %s', open_runs, active_runs, storage_reserved_bytes) from workspace_counters
            where workspace_id = $1 and (open_runs, active_runs, storage_reserved_bytes) <> (0, 0, 0)
            """),
        new("no secret left", "The vault holds nothing of the workspace.", "Secret handling: the Vault entry is destroyed regardless",
            "select format('%s', run_id) from vault_entries where workspace_id = $1"),
        new("failed clean-up has a list", "A run whose clean-up failed says what is left.", "Cleanup and reconciliation",
            """
            select format('%s', r.id) from runs r
            where r.workspace_id = $1 and r.cleanup_status = 'failed' and r.status <> 'deleted'
                and not exists (select from provider_resources p where p.run_id = r.id and p.cleanup_status = 'failed')
            """),
    ];
}
