using Antpath.Engine.Configuration;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>The settings of <see cref="SweepOptions"/>, in their order. Durations are hours:minutes:seconds.</summary>
public static class SweepSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new() { Name = "ANTPATH_SWEEP_BATCH", Default = "500", Range = "1 to 10000", Meaning = "Rows one pass of a sweep looks at." },
        new() { Name = "ANTPATH_SWEEP_ROWS_EVERY", Default = "00:01:00", Range = "00:00:01 to 1.00:00:00", Meaning = "How often lease rows and journals are compared with their runs." },
        new() { Name = "ANTPATH_SWEEP_COUNTERS_EVERY", Default = "00:10:00", Range = "00:00:01 to 1.00:00:00", Meaning = "How often the workspaces' counters are counted again." },
        new() { Name = "ANTPATH_SWEEP_STUCK_AFTER", Default = "00:15:00", Range = "00:00:10 to 7.00:00:00", Meaning = "After what time a cancel or deletion that is not carried out counts as stuck." },
        new() { Name = "ANTPATH_SWEEP_SECRET_AGE", Default = "00:10:00", Range = "00:01:00 to 7.00:00:00", Meaning = "How old a vault entry without a live run must be before it is destroyed." },
        new() { Name = "ANTPATH_SWEEP_RESERVATION_AGE", Default = "01:00:00", Range = "00:01:00 to 7.00:00:00", Meaning = "How old a reservation of a finished run must be before its quota is given back." },
        new() { Name = "ANTPATH_SWEEP_STORAGE_EVERY", Default = "00:10:00", Range = "00:00:01 to 1.00:00:00", Meaning = "How often a page of stored objects is compared with the rows." },
        new()
        {
            Name = "ANTPATH_SWEEP_STORAGE_AGE", Default = "1.00:00:00", Range = "01:00:00 to 30.00:00:00",
            Meaning = "How old an object without a row, or a row without an object, must be before it is acted on; longer than any copy takes.",
        },
        new()
        {
            Name = "ANTPATH_SWEEP_LOST_MAX", Default = "20", Range = "1 to 10000",
            Meaning = "Missing objects in one page beyond which none is called lost: then the store is at fault.",
        },
        new() { Name = "ANTPATH_SWEEP_WORKSPACES_EVERY", Default = "00:00:05", Range = "00:00:01 to 1.00:00:00", Meaning = "How often deletions of workspaces are driven on." },
        new() { Name = "ANTPATH_SWEEP_WORKSPACE_RUNS_BATCH", Default = "200", Range = "1 to 10000", Meaning = "Runs of one deleted workspace that are asked to go in one pass." },
        new()
        {
            Name = "ANTPATH_SWEEP_STRAYS_EVERY", Default = "00:15:00", Range = "00:00:00 to 7.00:00:00",
            Meaning = "How often, for one provider key and worker, cleaning up a run looks for leaked resources; 0 for never.",
        },
        new()
        {
            Name = "ANTPATH_SWEEP_STRAY_AGE", Default = "00:30:00", Range = "00:01:00 to 30.00:00:00",
            Meaning = "How old a resource that no journal knows must be before it is removed; longer than any create takes.",
        },
        new() { Name = "ANTPATH_SWEEP_STRAYS_MAX", Default = "20", Range = "1 to 1000", Meaning = "Leaked resources removed in one go beside a run's clean-up." },
        new() { Name = "ANTPATH_SWEEP_STRAYS_TIMEOUT", Default = "00:01:00", Range = "00:00:01 to 00:30:00", Meaning = "How long a look for leaked resources beside a run's clean-up may take." },
        new()
        {
            Name = "ANTPATH_SWEEP_UNCAPTURED_AGE", Default = "30.00:00:00", Range = "1.00:00:00 to 365.00:00:00",
            Meaning = "How long a session whose files are not known to be captured is kept.",
        },
        new() { Name = "ANTPATH_SWEEP_REQUESTS_EVERY", Default = "00:00:03", Range = "00:00:00.1 to 01:00:00", Meaning = "How often searches that somebody asked for are looked for." },
        new() { Name = "ANTPATH_SWEEP_REQUEST_DEADLINE", Default = "00:30:00", Range = "00:01:00 to 1.00:00:00", Meaning = "How long such a search may take before its key is destroyed." },
        new() { Name = "ANTPATH_SWEEP_REQUEST_LEASE_TTL", Default = "00:02:00", Range = "00:00:10 to 00:30:00", Meaning = "Length of the lease under which a worker carries one out." },
        new() { Name = "ANTPATH_SWEEP_REQUEST_CLAIMS_MAX", Default = "5", Range = "1 to 100", Meaning = "Claims after which a search is given up." },
        new() { Name = "ANTPATH_SWEEP_REQUESTS_OPEN_MAX", Default = "2", Range = "1 to 100", Meaning = "Searches one workspace may have open." },
        new() { Name = "ANTPATH_SWEEP_FINDINGS_MAX", Default = "5000", Range = "1 to 100000", Meaning = "Lines of one report; what is found beyond is counted only." },
    ];
}
