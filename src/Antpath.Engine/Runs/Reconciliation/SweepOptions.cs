using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>How often each sweep runs, how much it takes at once, how old things must be. Section <c>Antpath:Sweep</c>, environment <c>ANTPATH_SWEEP_…</c>.</summary>
public sealed class SweepOptions : IValidatableObject
{
    public const string Section = "Antpath:Sweep";

    /// <summary>Rows one pass looks at. Default 500; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 500;

    /// <summary>How often lease rows and journals are compared with their runs. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RowsEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the workspaces' counters are counted again. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CountersEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>After what time a cancel or deletion that is not carried out counts as stuck. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How old a vault entry without a live run must be before it is destroyed. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SecretAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How old a reservation of a finished run must be before its quota is given back. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ReservationAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a page of stored objects is compared with the rows. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StorageEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How old an object without a row, or a row without an object, must be before it is acted on. Default 1 day; longer than any copy takes.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan StorageAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Missing objects in one page beyond which none is called lost: then the store is at fault. Default 20.</summary>
    [Range(1, 10_000)]
    public int LostMax { get; set; } = 20;

    /// <summary>How often deletions of workspaces are driven on. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WorkspacesEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs of one deleted workspace that are asked to go in one pass. Default 200.</summary>
    [Range(1, 10_000)]
    public int WorkspaceRunsBatch { get; set; } = 200;

    /// <summary>How often, for one provider key and worker, cleaning up a run looks for leaked resources. Default 15 min; 0 for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan StraysEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How old a resource that no journal knows must be before it is removed. Default 30 min; longer than any create takes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan StrayAge { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Leaked resources removed in one go beside a run's clean-up. Default 20.</summary>
    [Range(1, 1000)]
    public int StraysMax { get; set; } = 20;

    /// <summary>How long such a look may take. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan StraysTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a session whose files are not known to be captured is kept. Default 30 days: its files last no longer at the provider.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan UncapturedAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often searches that somebody asked for are looked for. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RequestsEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long such a search may take before its key is destroyed. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan RequestDeadline { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Length of the lease under which a worker carries one out. Default 2 min; longer than a listing takes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan RequestLeaseTtl { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Claims after which one is given up. Default 5.</summary>
    [Range(1, 100)]
    public int RequestClaimsMax { get; set; } = 5;

    /// <summary>Searches one workspace may have open. Default 2.</summary>
    [Range(1, 100)]
    public int RequestsOpenMax { get; set; } = 2;

    /// <summary>Lines of one report; what is found beyond is counted only. Default 5000.</summary>
    [Range(1, 100_000)]
    public int FindingsMax { get; set; } = 5000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RequestDeadline <= RequestLeaseTtl)
            yield return new ValidationResult($"{Section}:RequestDeadline ({RequestDeadline}) must be longer than {Section}:RequestLeaseTtl ({RequestLeaseTtl}).");
    }
}
