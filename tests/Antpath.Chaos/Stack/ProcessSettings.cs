using System.Security.Cryptography;

namespace Antpath.Chaos.Stack;

/// <summary>The environment of the product's processes: an operator's settings, with times shortened so that minutes of chaos hold many leases.</summary>
internal static class ProcessSettings
{
    /// <summary>Length of a lease here. The product's default is 30 seconds.</summary>
    public static readonly TimeSpan LeaseTtl = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long clean-up searches for what an unanswered create made. The product's default is 3 minutes; here a request is late by a worker's pause and
    /// the emulator's latency, which is less than half of this.
    /// </summary>
    private static readonly TimeSpan CreateOutcomeMax = TimeSpan.FromSeconds(30);

    /// <summary>How many times faster than written the emulator's sessions run here.</summary>
    public const int EmulatorSpeed = 4;

    /// <summary>What the table says about it.</summary>
    public static string InWords => $"lease {LeaseTtl.TotalSeconds:0} s instead of 30, polls 0.2 to 1 s instead of 2 to 15, unanswered creates searched for {CreateOutcomeMax.TotalSeconds:0} s instead of 180, sessions {EmulatorSpeed} times as fast, no rate limits";

    public static IReadOnlyDictionary<string, string?> Make(string database, Uri emulator, string storage, string apiUrl) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["ANTPATH_DATABASE_URL"] = database,
        ["ANTPATH_DATABASE_ASSUME_ROLE"] = "true",
        ["ANTPATH_DATABASE_POOL_MAX"] = "20",
        ["ANTPATH_DATABASE_CONNECT_SECONDS"] = "5",
        ["ANTPATH_DATABASE_STATEMENT_SECONDS"] = "10",
        ["ANTPATH_DATABASE_IDLE_TRANSACTION_SECONDS"] = "1",
        ["ANTPATH_INSTALLATION"] = "chaos",
        ["ANTPATH_TOKEN_PEPPER"] = $"c1:{Key()}",
        ["ANTPATH_VAULT_KEYS"] = $"c1:{Key()}",
        ["ANTPATH_LINK_KEY"] = $"c1:{Key()}",
        ["ANTPATH_STORAGE_ROOT"] = storage,
        ["ANTPATH_SERVER_LISTEN_URL"] = apiUrl,
        ["ANTPATH_LOG_LEVEL"] = "warning",
        ["ANTPATH_LOG_FORMAT"] = "text",
        ["ANTPATH_PLAN_ACTIVE_RUNS_MAX"] = "40",
        ["ANTPATH_PLAN_OPEN_RUNS_MAX"] = "100000",
        ["ANTPATH_PROVIDER_BASE_URL"] = emulator.ToString(),
        ["ANTPATH_PROVIDER_CREATES_PER_MINUTE"] = "1000000",
        ["ANTPATH_PROVIDER_READS_PER_MINUTE"] = "1000000",
        ["ANTPATH_PROVIDER_FILE_CALLS_PER_MINUTE"] = "1000000",
        ["ANTPATH_PROVIDER_ENVIRONMENT_CALLS_PER_MINUTE"] = "1000000",
        ["ANTPATH_PROVIDER_ENVIRONMENT_CALLS_CONCURRENT"] = "100",
        ["ANTPATH_PROVIDER_READ_TIMEOUT"] = "00:00:10",
        ["ANTPATH_PROVIDER_READ_BACKOFF"] = "00:00:00.1",
        ["ANTPATH_PROVIDER_DOWNLOAD_IDLE_TIMEOUT"] = "00:00:05",
        ["ANTPATH_WORKER_LEASE_TTL"] = LeaseTtl.ToString("c"),
        ["ANTPATH_WORKER_LEASE_MARGIN"] = "00:00:01",
        ["ANTPATH_WORKER_RENEW_EVERY"] = "00:00:01",
        ["ANTPATH_WORKER_CLAIM_EVERY"] = "00:00:00.5",
        ["ANTPATH_WORKER_POLL_BASE"] = "00:00:00.2",
        ["ANTPATH_WORKER_POLL_MAX"] = "00:00:01",
        ["ANTPATH_WORKER_START_SPREAD"] = "00:00:00.5",
        ["ANTPATH_WORKER_SETTLE_INTERVAL"] = "00:00:00.4",
        ["ANTPATH_WORKER_SETTLE_QUIET"] = "00:00:01.5",
        ["ANTPATH_WORKER_SETTLE_QUIET_EMPTY"] = "00:00:06",
        ["ANTPATH_WORKER_UNKNOWN_OUTCOME_GRACE"] = "00:00:02",
        ["ANTPATH_WORKER_CREATE_OUTCOME_MAX"] = CreateOutcomeMax.ToString("c"),
        ["ANTPATH_WORKER_INTERRUPT_REPEAT"] = "00:00:03",
        ["ANTPATH_WORKER_STEP_RETRY_BASE"] = "00:00:00.3",
        ["ANTPATH_WORKER_STEP_RETRY_MAX"] = "00:00:05",
        ["ANTPATH_WORKER_CLEANUP_RETRY_BASE"] = "00:00:00.5",
        ["ANTPATH_WORKER_SLOT_RETRY"] = "00:00:00.5",
        ["ANTPATH_WORKER_SWEEP_EVERY"] = "00:00:02",
        ["ANTPATH_SWEEP_STORAGE_EVERY"] = "00:00:01",
        ["ANTPATH_SWEEP_STORAGE_AGE"] = "01:00:00",
    };

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
