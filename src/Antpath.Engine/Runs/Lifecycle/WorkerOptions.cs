using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>How a worker claims, observes, captures and cleans up. Section <c>Antpath:Worker</c>, environment <c>ANTPATH_WORKER_…</c>.</summary>
public sealed class WorkerOptions : IValidatableObject
{
    public const string Section = "Antpath:Worker";

    /// <summary>How soon after a lease has ended another worker claims its run.</summary>
    internal static readonly TimeSpan TakeoverWithin = TimeSpan.FromSeconds(2);

    /// <summary>How soon a cancel is at the provider, the time of the interrupt itself aside.</summary>
    private static readonly TimeSpan CancelWithin = TimeSpan.FromSeconds(10);

    /// <summary>This worker's name in the leases. Default: host name and process id. At most 200 characters.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Length of a lease. Default 30 s; 2 s to 10 min. A dead worker's runs go on after this time.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan LeaseTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often all leases are renewed. Default 7 s; at most a third of what is trusted of a lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:03:00")]
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>How much sooner than the database this process stops trusting a lease. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan LeaseMargin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs claimed by one statement. Default 50; 1 to 1000.</summary>
    [Range(1, 1000)]
    public int ClaimBatch { get; set; } = 50;

    /// <summary>How often due runs are looked for without any wake-up. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan ClaimEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs one worker holds at most. Default 2000.</summary>
    [Range(1, 100_000)]
    public int RunsHeldMax { get; set; } = 2000;

    /// <summary>Steps executed at the same time. Default 64.</summary>
    [Range(1, 10_000)]
    public int StepsConcurrent { get; set; } = 64;

    /// <summary>Steps executed beside them for runs that somebody wants stopped: they wait for nobody's calls. Default 16.</summary>
    [Range(1, 1000)]
    public int HurriedStepsConcurrent { get; set; } = 16;

    /// <summary>Claims in a row without progress after which a run ends as failed: it may be killing its workers. Default 8.</summary>
    [Range(1, 1000)]
    public int ClaimsWithoutProgressMax { get; set; } = 8;

    /// <summary>Failed steps in a row after which an attempt is given up. Default 6.</summary>
    [Range(1, 1000)]
    public int StepFailuresMax { get; set; } = 6;

    /// <summary>First wait after a failed step; doubles with each further one. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan StepRetryBase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after a failed step. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan StepRetryMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a run whose workspace has no free slot waits before it is due again. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan SlotRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Resources created, removed or downloaded at the same time for one run. Default 4.</summary>
    [Range(1, 64)]
    public int CallsPerRun { get; set; } = 4;

    /// <summary>How long a create or a send without a known outcome may stay invisible in the provider's lists. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan UnknownOutcomeGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How far the provider's clock may be behind the database's in a search by time. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ProviderClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Shortest interval between two looks at a session. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan PollBase { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest interval between two looks at a session. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan PollMax { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Random part of every wait, as a share of it. Default 0.2; 0 to 0.9.</summary>
    [Range(0.0, 0.9)]
    public double Jitter { get; set; } = 0.2;

    /// <summary>Events are listed at least every so many looks, even when the session looks unchanged. Default 3.</summary>
    [Range(1, 1000)]
    public int EventsEveryPolls { get; set; } = 3;

    /// <summary>Events asked for in one page. Default 500; at most 1000.</summary>
    [Range(1, 1000)]
    public int EventsPage { get; set; } = 500;

    /// <summary>Pages of events read in one step. Default 20.</summary>
    [Range(1, 1000)]
    public int EventPagesPerStep { get; set; } = 20;

    /// <summary>How long a call under way may still take once a cancel is seen or the deadline has passed; then it is cut. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CutCallsAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after a create without a known outcome clean-up still searches for what it made. Default 3 min: the longest a create is waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CreateOutcomeMax { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How often an interrupt is repeated while the session does not settle. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan InterruptRepeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an interrupted session may take to settle before its files are captured anyway. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan InterruptCeiling { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Consecutive listings of a session's files that must agree. Default 2.</summary>
    [Range(1, 20)]
    public int SettleListings { get; set; } = 2;

    /// <summary>Time between two such listings. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan SettleInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after the session settled the list must have been watched at least. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SettleQuiet { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The same for a list without any file, which may only mean that the first one is late. Default 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SettleQuietEmpty { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long capture waits for the list to come to rest. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan SettleCeiling { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Files copied in one step. Default 16.</summary>
    [Range(1, 1000)]
    public int CaptureBatch { get; set; } = 16;

    /// <summary>Tries to copy one file before it becomes a capture failure. Default 8.</summary>
    [Range(1, 100)]
    public int CaptureTriesMax { get; set; } = 8;

    /// <summary>How long the list of files may stay unreadable before capture gives up. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan CaptureOutageMax { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a session is kept when files were not captured that can be tried again, e.g. because the workspace was full. Default 1 h; 0 for not at all.
    /// The run's secret lives as long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan SessionKeptFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one file beyond which a stream is cut off, whatever the listing says. Default 1 GiB. Protects the worker, not a quota.</summary>
    [Range(1L, 1L << 40)]
    public long FileBytesMax { get; set; } = 1L << 30;

    /// <summary>Tries to remove one provider resource before it is given up. Default 8.</summary>
    [Range(1, 1000)]
    public int CleanupRetryMax { get; set; } = 8;

    /// <summary>Tries when the provider refuses for good, e.g. because the key was revoked. Default 2.</summary>
    [Range(1, 1000)]
    public int CleanupRefusedMax { get; set; } = 2;

    /// <summary>First wait before a removal is tried again; doubles. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan CleanupRetryBase { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait before a removal is tried again. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan CleanupRetryWaitMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a draining worker lets its steps finish. Default 20 s; below the host's own limit.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>First looks at runs claimed at start are spread over this time. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StartSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between two looks for hurried runs after wake-ups. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan LookSpacing { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often each sweep runs when it found nothing. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LeaseMargin >= LeaseTtl)
            yield return new ValidationResult($"{Section}:LeaseMargin ({LeaseMargin}) must be shorter than {Section}:LeaseTtl ({LeaseTtl}).");
        else if (RenewEvery > (LeaseTtl - LeaseMargin) / 3)
            yield return new ValidationResult($"{Section}:RenewEvery ({RenewEvery}) must be at most a third of LeaseTtl - LeaseMargin, so that two renewals may fail.");
        if (ClaimEvery > TakeoverWithin)
            yield return new ValidationResult($"{Section}:ClaimEvery ({ClaimEvery}) must be at most {TakeoverWithin}, so that a dead worker's runs go on that soon after its leases end.");
        if (RenewEvery + CutCallsAfter > CancelWithin)
            yield return new ValidationResult($"{Section}:RenewEvery + {Section}:CutCallsAfter must be at most {CancelWithin}: so soon a cancel is seen and carried out even when no wake-up arrives.");
        if (PollMax < PollBase)
            yield return new ValidationResult($"{Section}:PollMax ({PollMax}) must not be shorter than {Section}:PollBase ({PollBase}).");
        if (StepRetryMax < StepRetryBase)
            yield return new ValidationResult($"{Section}:StepRetryMax ({StepRetryMax}) must not be shorter than {Section}:StepRetryBase ({StepRetryBase}).");
        if (CleanupRetryWaitMax < CleanupRetryBase)
            yield return new ValidationResult($"{Section}:CleanupRetryWaitMax must not be shorter than {Section}:CleanupRetryBase.");
    }
}
