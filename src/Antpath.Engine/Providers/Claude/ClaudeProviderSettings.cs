using Antpath.Engine.Configuration;

namespace Antpath.Engine.Providers.Claude;

/// <summary>The settings of the Claude adapter.</summary>
public static class ClaudeProviderSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them. Durations are written as hours:minutes:seconds.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("BASE_URL", "https://api.anthropic.com", "an https URL; http on a loopback address only", "Where the provider listens."),
        Of("CONNECT_TIMEOUT", "00:00:10", "00:00:01 to 00:01:00", "Longest wait for a connection."),
        Of("CREATE_TIMEOUT", "00:01:00", "00:00:01 to 00:10:00", "Longest wait for a create, session and uploads aside."),
        Of("SESSION_CREATE_TIMEOUT", "00:03:00", "00:00:01 to 00:15:00", "Longest wait for a session to be created, files mounted."),
        Of("UPLOAD_TIMEOUT", "00:03:00", "00:00:01 to 01:00:00", "Longest wait for one file or skill to be uploaded."),
        Of("SEND_TIMEOUT", "00:01:00", "00:00:01 to 00:10:00", "Longest wait for events to be accepted."),
        Of("READ_TIMEOUT", "00:00:30", "00:00:01 to 00:10:00", "Longest wait for a read or removal, repeats included."),
        Of("DOWNLOAD_IDLE_TIMEOUT", "00:01:00", "00:00:01 to 00:10:00", "Longest silence inside a download."),
        Of("DOWNLOAD_TIMEOUT", "01:00:00", "00:01:00 to 1.00:00:00", "Longest time one download may take as a whole."),
        Of("READ_TRIES_MAX", "3", "1 to 10", "Times a read or removal is asked when the provider is in trouble."),
        Of("READ_BACKOFF", "00:00:00.5", "00:00:00.001 to 00:00:30", "First wait between such repeats, doubled each time."),
        Of("RATE_WAIT_MAX", "00:01:00", "00:00:00 to 00:10:00", "Longest wait for a turn under the rate budget before the step comes back later."),
        Of("LIMIT_WAIT", "00:02:00", "00:00:01 to 01:00:00", "How long a run stays away after a limit that names no time to come back, such as a spend cap."),
        Of("BURST_PERCENT", "20", "0 to 50", "Part of a minute's calls, in percent, that may come at once; the rest is spread so that no minute sees more than its figure."),
        Of("SHARE_FOR", "00:00:01", "00:00:00.1 to 00:00:05", "How long turns taken from a key's shared budget may lie in one process."),
        Of("CREATES_PER_MINUTE", "60", "1 to 1000000", "Creates a minute and provider key, all workers together."),
        Of("READS_PER_MINUTE", "600", "1 to 1000000", "Reads, sends and removals a minute and provider key, all workers together."),
        Of("ENVIRONMENT_CALLS_PER_MINUTE", "60", "1 to 1000000", "Environment calls a minute and provider key, all workers together."),
        Of("ENVIRONMENT_CALLS_CONCURRENT", "5", "1 to 1000", "Environment calls at the same time and provider key, all workers together."),
        Of("FILE_CALLS_PER_MINUTE", "500", "1 to 1000000", "File calls a minute and provider key, all workers together."),
        Of("KEYS_MAX", "10000", "1 to 1000000", "Provider keys that a process remembers before idle ones are dropped."),
        Of("CONNECTIONS_MAX", "256", "1 to 10000", "Connections to the provider open at the same time."),
        Of("ANSWER_BYTES_MAX", "67108864", "65536 to 536870912", "Largest JSON answer that is read, in bytes."),
        Of("LIST_PAGES_MAX", "200", "1 to 10000", "Pages of one listing that are read before it is given up."),
        Of("UPLOAD_LIFETIME", "14.00:00:00", "01:00:00 to 90.00:00:00", "How long an uploaded input lives if nobody deletes it."),
        Of("CLOCK_SKEW", "00:05:00", "00:00:00 to 01:00:00", "How far the provider's clock may be behind when a search is narrowed by time."),
    ];

    private static Setting Of(string name, string standard, string range, string meaning) =>
        new() { Name = "ANTPATH_PROVIDER_" + name, Default = standard, Range = range, Meaning = meaning };
}
