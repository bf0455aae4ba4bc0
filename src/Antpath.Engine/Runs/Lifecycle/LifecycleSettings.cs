using Antpath.Engine.Configuration;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>The settings of a worker: those of <see cref="WorkerOptions"/>, in their order, and the installation's name.</summary>
public static class LifecycleSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them. Durations are hours:minutes:seconds.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "ANTPATH_INSTALLATION", Required = true, Range = "1 to 32 of a-z, 0-9 and -",
            Meaning = "What this installation calls itself in the marker of every provider resource. Must never change: old resources would not be found again.",
        },
        new() { Name = "ANTPATH_WORKER_NAME", Default = "host name and process id", Range = "1 to 200 characters", Meaning = "This worker's name in the leases. Default: host name and process id. At most 200 characters." },
        new() { Name = "ANTPATH_WORKER_LEASE_TTL", Default = "00:00:30", Range = "00:00:02 to 00:10:00", Meaning = "Length of a lease." },
        new() { Name = "ANTPATH_WORKER_RENEW_EVERY", Default = "00:00:07", Range = "00:00:00.1 to 00:03:00", Meaning = "How often all leases are renewed." },
        new() { Name = "ANTPATH_WORKER_LEASE_MARGIN", Default = "00:00:05", Range = "00:00:00.1 to 00:05:00", Meaning = "How much sooner than the database this process stops trusting a lease." },
        new() { Name = "ANTPATH_WORKER_CLAIM_BATCH", Default = "50", Range = "1 to 1000", Meaning = "Runs claimed by one statement." },
        new() { Name = "ANTPATH_WORKER_CLAIM_EVERY", Default = "00:00:01", Range = "00:00:00.05 to 00:01:00", Meaning = "How often due runs are looked for without any wake-up." },
        new() { Name = "ANTPATH_WORKER_RUNS_HELD_MAX", Default = "2000", Range = "1 to 100000", Meaning = "Runs one worker holds at most." },
        new() { Name = "ANTPATH_WORKER_STEPS_CONCURRENT", Default = "64", Range = "1 to 10000", Meaning = "Steps executed at the same time." },
        new() { Name = "ANTPATH_WORKER_HURRIED_STEPS_CONCURRENT", Default = "16", Range = "1 to 1000", Meaning = "Steps executed beside them for runs that somebody wants stopped: they wait for nobody's calls." },
        new() { Name = "ANTPATH_WORKER_CLAIMS_WITHOUT_PROGRESS_MAX", Default = "8", Range = "1 to 1000", Meaning = "Claims in a row without progress after which a run ends as failed: it may be killing its workers." },
        new() { Name = "ANTPATH_WORKER_STEP_FAILURES_MAX", Default = "6", Range = "1 to 1000", Meaning = "Failed steps in a row after which an attempt is given up." },
        new() { Name = "ANTPATH_WORKER_STEP_RETRY_BASE", Default = "00:00:01", Range = "00:00:00.01 to 00:01:00", Meaning = "First wait after a failed step; doubles with each further one." },
        new() { Name = "ANTPATH_WORKER_STEP_RETRY_MAX", Default = "00:01:00", Range = "00:00:00.01 to 01:00:00", Meaning = "Longest wait after a failed step." },
        new() { Name = "ANTPATH_WORKER_SLOT_RETRY", Default = "00:00:02", Range = "00:00:00.05 to 00:10:00", Meaning = "How long a run whose workspace has no free slot waits before it is due again." },
        new() { Name = "ANTPATH_WORKER_CALLS_PER_RUN", Default = "4", Range = "1 to 64", Meaning = "Resources created, removed or downloaded at the same time for one run." },
        new() { Name = "ANTPATH_WORKER_UNKNOWN_OUTCOME_GRACE", Default = "00:00:05", Range = "00:00:00 to 00:10:00", Meaning = "How long a create or a send without a known outcome may stay invisible in the provider's lists." },
        new() { Name = "ANTPATH_WORKER_PROVIDER_CLOCK_SKEW", Default = "00:05:00", Range = "00:00:00 to 1.00:00:00", Meaning = "How far the provider's clock may be behind the database's in a search by time." },
        new() { Name = "ANTPATH_WORKER_POLL_BASE", Default = "00:00:02", Range = "00:00:00.01 to 00:10:00", Meaning = "Shortest interval between two looks at a session." },
        new() { Name = "ANTPATH_WORKER_POLL_MAX", Default = "00:00:15", Range = "00:00:00.01 to 01:00:00", Meaning = "Longest interval between two looks at a session." },
        new() { Name = "ANTPATH_WORKER_JITTER", Default = "0.2", Range = "0.0 to 0.9", Meaning = "Random part of every wait, as a share of it." },
        new() { Name = "ANTPATH_WORKER_EVENTS_EVERY_POLLS", Default = "3", Range = "1 to 1000", Meaning = "Events are listed at least every so many looks, even when the session looks unchanged." },
        new() { Name = "ANTPATH_WORKER_EVENTS_PAGE", Default = "500", Range = "1 to 1000", Meaning = "Events asked for in one page." },
        new() { Name = "ANTPATH_WORKER_EVENT_PAGES_PER_STEP", Default = "20", Range = "1 to 1000", Meaning = "Pages of events read in one step." },
        new() { Name = "ANTPATH_WORKER_CUT_CALLS_AFTER", Default = "00:00:02", Range = "00:00:00 to 00:01:00", Meaning = "How long a call under way may still take once a cancel is seen or the deadline has passed; then it is cut." },
        new() { Name = "ANTPATH_WORKER_CREATE_OUTCOME_MAX", Default = "00:03:00", Range = "00:00:00 to 01:00:00", Meaning = "How long after a create without a known outcome clean-up still searches for what it made." },
        new() { Name = "ANTPATH_WORKER_INTERRUPT_REPEAT", Default = "00:00:10", Range = "00:00:00.01 to 00:10:00", Meaning = "How often an interrupt is repeated while the session does not settle." },
        new() { Name = "ANTPATH_WORKER_INTERRUPT_CEILING", Default = "00:01:00", Range = "00:00:00.01 to 01:00:00", Meaning = "How long an interrupted session may take to settle before its files are captured anyway." },
        new() { Name = "ANTPATH_WORKER_SETTLE_LISTINGS", Default = "2", Range = "1 to 20", Meaning = "Consecutive listings of a session's files that must agree." },
        new() { Name = "ANTPATH_WORKER_SETTLE_INTERVAL", Default = "00:00:02", Range = "00:00:00.01 to 00:10:00", Meaning = "Time between two such listings." },
        new() { Name = "ANTPATH_WORKER_SETTLE_QUIET", Default = "00:00:03", Range = "00:00:00 to 00:10:00", Meaning = "How long after the session settled the list must have been watched at least." },
        new() { Name = "ANTPATH_WORKER_SETTLE_QUIET_EMPTY", Default = "00:00:08", Range = "00:00:00 to 00:10:00", Meaning = "The same for a list without any file, which may only mean that the first one is late." },
        new() { Name = "ANTPATH_WORKER_SETTLE_CEILING", Default = "00:01:00", Range = "00:00:00.01 to 01:00:00", Meaning = "How long capture waits for the list to come to rest." },
        new() { Name = "ANTPATH_WORKER_CAPTURE_BATCH", Default = "16", Range = "1 to 1000", Meaning = "Files copied in one step." },
        new() { Name = "ANTPATH_WORKER_CAPTURE_TRIES_MAX", Default = "8", Range = "1 to 100", Meaning = "Tries to copy one file before it becomes a capture failure." },
        new()
        {
            Name = "ANTPATH_WORKER_SESSION_KEPT_FOR", Default = "01:00:00", Range = "00:00:00 to 7.00:00:00",
            Meaning = "How long a session, and the run's secret, is kept when files were not captured that can be tried again; 0 for not at all.",
        },
        new() { Name = "ANTPATH_WORKER_CAPTURE_OUTAGE_MAX", Default = "00:15:00", Range = "00:00:00.01 to 1.00:00:00", Meaning = "How long the list of files may stay unreadable before capture gives up." },
        new() { Name = "ANTPATH_WORKER_FILE_BYTES_MAX", Default = "1073741824", Range = "1 to 1099511627776", Meaning = "Bytes of one file beyond which a stream is cut off, whatever the listing says." },
        new() { Name = "ANTPATH_WORKER_CLEANUP_RETRY_MAX", Default = "8", Range = "1 to 1000", Meaning = "Tries to remove one provider resource before it is given up." },
        new() { Name = "ANTPATH_WORKER_CLEANUP_REFUSED_MAX", Default = "2", Range = "1 to 1000", Meaning = "Tries when the provider refuses for good, e.g. because the key was revoked." },
        new() { Name = "ANTPATH_WORKER_CLEANUP_RETRY_BASE", Default = "00:00:02", Range = "00:00:00.01 to 00:10:00", Meaning = "First wait before a removal is tried again; doubles." },
        new() { Name = "ANTPATH_WORKER_CLEANUP_RETRY_WAIT_MAX", Default = "00:05:00", Range = "00:00:00.01 to 1.00:00:00", Meaning = "Longest wait before a removal is tried again." },
        new() { Name = "ANTPATH_WORKER_DRAIN_TIMEOUT", Default = "00:00:20", Range = "00:00:00 to 00:10:00", Meaning = "How long a draining worker lets its steps finish." },
        new() { Name = "ANTPATH_WORKER_START_SPREAD", Default = "00:00:05", Range = "00:00:00 to 00:10:00", Meaning = "First looks at runs claimed at start are spread over this time." },
        new() { Name = "ANTPATH_WORKER_LOOK_SPACING", Default = "00:00:00.250", Range = "00:00:00.01 to 00:01:00", Meaning = "Shortest time between two looks for hurried runs after wake-ups." },
        new() { Name = "ANTPATH_WORKER_SWEEP_EVERY", Default = "00:00:30", Range = "00:00:01 to 1.00:00:00", Meaning = "How often each sweep runs when it found nothing." },
    ];
}
