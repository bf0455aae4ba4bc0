using System.Text.Json;

namespace Antpath.Emulator;

/// <summary>How the emulator runs. Every property has a working default; the command line and a JSON file set the same ones.</summary>
public sealed class EmulatorOptions
{
    /// <summary>TCP port on 127.0.0.1. 0 (default) takes a free one; range 0–65535.</summary>
    public int Port { get; set; }

    /// <summary>Sessions run this many times faster than written. Default 1; range 0.01–10000.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Seed of ids; null (default) takes a fresh one.</summary>
    public int? Seed { get; set; }

    /// <summary>How long after an event the stored status follows it (§12.6, post-idle race). Default 150 ms; range 0–1 min.</summary>
    public TimeSpan StatusLag { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long after idle the first output file is listed (§11.3). Default 700 ms; range 0–1 h.</summary>
    public TimeSpan OutputLag { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>How long a created object stays out of lists (§4, §17.24). Default 0; range 0–1 h.</summary>
    public TimeSpan ListingDelay { get; set; }

    /// <summary>How long an interrupt takes to end a running turn (§12.6). Default 300 ms; range 0–1 h.</summary>
    public TimeSpan InterruptDelay { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether two live environments may not share a name (§17.1). Default true.</summary>
    public bool EnvironmentNamesUnique { get; set; } = true;

    /// <summary>Status of deleting an environment that a session references (§17.4). Default 400; 400 or 409.</summary>
    public int EnvironmentInUseStatus { get; set; } = 400;

    /// <summary><c>error.type</c> of 409 answers (§17.2). Default <c>conflict_error</c>.</summary>
    public string ConflictErrorType { get; set; } = "conflict_error";

    /// <summary>Status of archiving again what is archived; environments always answer 200 (§17.5). Default 200; 200 or 400.</summary>
    public int ArchiveRepeatStatus { get; set; } = 200;

    /// <summary>Whether events that still wait in the queue are listed (§17.14). Default true.</summary>
    public bool QueuedEventsListed { get; set; } = true;

    /// <summary>Whether mounted copies appear when listing by <c>scope_id</c> (§11.3). Default true, the awkward case.</summary>
    public bool MountedCopiesListed { get; set; } = true;

    /// <summary>Whether MCP servers of an agent are really contacted when a session starts. Default true.</summary>
    public bool ContactMcpServers { get; set; } = true;

    /// <summary>Whether the organization's rate limits are enforced (§3). Default true.</summary>
    public bool RateLimits { get; set; } = true;

    /// <summary>Creating calls per minute and organization. Default 300; at least 1.</summary>
    public int CreatesPerMinute { get; set; } = 300;

    /// <summary>Reading calls per minute and organization. Default 600; at least 1.</summary>
    public int ReadsPerMinute { get; set; } = 600;

    /// <summary>Environment calls of any verb per minute and organization. Default 60; at least 1.</summary>
    public int EnvironmentCallsPerMinute { get; set; } = 60;

    /// <summary>Environment calls in flight at once per organization. Default 5; at least 1.</summary>
    public int EnvironmentCallsInFlightMax { get; set; } = 5;

    /// <summary>File calls of any verb per minute and organization. Default 500; at least 1.</summary>
    public int FileCallsPerMinute { get; set; } = 500;

    /// <summary>Whether the echo of an interrupt carries an empty id even when it takes effect (§13.1). Default false.</summary>
    public bool InterruptIdEmpty { get; set; }

    /// <summary>Whether an archived session still keeps its environment from being deleted (§17.4). Default true.</summary>
    public bool ArchivedSessionsHoldEnvironments { get; set; } = true;

    /// <summary>How far the provider's clock is off. Default 0; range −1 day to 1 day.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>About how many bytes of memory all objects and events together may take. Default 512 MiB; range 1 MiB to 64 GiB.</summary>
    public long HeldBytesMax { get; set; } = 512L * 1024 * 1024;

    /// <summary>Scenario of sessions that name none. Default <c>quick-answer</c>.</summary>
    public string Scenario { get; set; } = "quick-answer";

    /// <summary>Faults in force from the start, each as <c>POST /_emulator/faults</c> takes it. Default none; at most 200.</summary>
    public IReadOnlyList<JsonElement> Faults { get; set; } = [];

    /// <summary>Folder of recorded snapshots (<c>*.jsonl</c>) that sessions may name as scenario; null (default) for none.</summary>
    public string? SnapshotFolder { get; set; }

    /// <summary>Deleted sessions per organization whose log, usage and files stay readable at <c>/_emulator/sessions</c>. Default 0; range 0–10000.</summary>
    public int DeletedSessionsRemembered { get; set; }

    internal EmulatorOptions Copy() => (EmulatorOptions)MemberwiseClone();

    /// <exception cref="EmulatorSettingsException">A value is out of its range; the message names every such value.</exception>
    public void Validate()
    {
        var wrong = new List<string>();
        Check(Port is >= 0 and <= 65535, "port: 0 to 65535");
        Check(Speed is >= 0.01 and <= 10_000, "speed: 0.01 to 10000");
        Check(StatusLag >= TimeSpan.Zero && StatusLag <= TimeSpan.FromMinutes(1), "statusLag: 0 to 1 minute");
        Check(Within(OutputLag), "outputLag: 0 to 1 hour");
        Check(Within(ListingDelay), "listingDelay: 0 to 1 hour");
        Check(Within(InterruptDelay), "interruptDelay: 0 to 1 hour");
        Check(EnvironmentInUseStatus is 400 or 409, "environmentInUseStatus: 400 or 409");
        Check(ConflictErrorType is "conflict_error" or "invalid_request_error", "conflictErrorType: conflict_error or invalid_request_error");
        Check(ArchiveRepeatStatus is 200 or 400, "archiveRepeatStatus: 200 or 400");
        Check(CreatesPerMinute > 0 && ReadsPerMinute > 0 && EnvironmentCallsPerMinute > 0 && FileCallsPerMinute > 0, "…PerMinute: at least 1");
        Check(EnvironmentCallsInFlightMax > 0, "environmentCallsInFlightMax: at least 1");
        Check(ClockSkew.Duration() <= TimeSpan.FromDays(1), "clockSkew: -1 day to 1 day");
        Check(HeldBytesMax is >= 1024 * 1024 and <= 64L * 1024 * 1024 * 1024, "heldBytesMax: 1 MiB to 64 GiB");
        Check(DeletedSessionsRemembered is >= 0 and <= 10_000, "deletedSessionsRemembered: 0 to 10000");
        Check(SnapshotFolder is null || Directory.Exists(SnapshotFolder), "snapshotFolder: an existing folder");
        if (wrong.Count > 0)
            throw new EmulatorSettingsException("These emulator settings are out of range: " + string.Join("; ", wrong) + ".");

        static bool Within(TimeSpan value) => value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1);
        void Check(bool good, string rule)
        {
            if (!good)
                wrong.Add(rule);
        }
    }
}
