using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Providers.Claude;

/// <summary>How the Claude adapter talks to the provider. Section <c>Antpath:Provider</c>, environment <c>ANTPATH_PROVIDER_…</c>.</summary>
public sealed class ClaudeProviderOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Antpath:Provider";

    /// <summary>Where the provider listens: the service itself, an emulator, or a compatible endpoint. Plain http only on a loopback address. Default: the service.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.anthropic.com");

    /// <summary>Longest wait for a connection. Default 10 s; 1 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a create, session and uploads aside. Default 60 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CreateTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for a session create, which answers only when files are mounted (provider contract §12.1). Default 180 s; 1 s to 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan SessionCreateTimeout { get; set; } = TimeSpan.FromSeconds(180);

    /// <summary>Longest wait for one file or skill to be uploaded. Default 180 s; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromSeconds(180);

    /// <summary>Longest wait for events to be accepted. Default 60 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for a read or removal, its inner repeats included. Default 30 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence inside a download. Default 60 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DownloadIdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time one download may take as a whole. Default 1 h; 1 min to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Times a read or removal is asked at most when the provider answers that it is in trouble. Creates and sends are asked once. Default 3; 1 to 10.</summary>
    [Range(1, 10)]
    public int ReadTriesMax { get; set; } = 3;

    /// <summary>First wait between such repeats, doubled each time, plus jitter. Default 500 ms; 1 ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan ReadBackoff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait for a turn under the rate budget; beyond it the call fails as transient with the time to come back. Default 60 s; 0 to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RateWaitMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a run stays away after a limit that names no time to come back, such as a spend cap (provider contract §2.2). Default 2 min; 1 s to 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LimitWait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Part of a minute's figure, in percent, that may come at once after silence; the rest is spread, so that no minute sees more than the figure.
    /// Default 20; 0 to 50.
    /// </summary>
    [Range(0, 50)]
    public int BurstPercent { get; set; } = 20;

    /// <summary>How long turns taken from the shared budget may lie in this process, and so how far ahead they are taken. Default 1 s; 100 ms to 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05")]
    public TimeSpan ShareFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Creates of agents, vaults, credentials, skills and sessions a minute and key, all workers together. Default 60, the smallest published figure (provider contract §3).</summary>
    [Range(1, 1_000_000)]
    public int CreatesPerMinute { get; set; } = 60;

    /// <summary>Reads, sends and removals a minute and key. Default 600, the smallest published figure (§3).</summary>
    [Range(1, 1_000_000)]
    public int ReadsPerMinute { get; set; } = 600;

    /// <summary>Calls about environments a minute and key, whatever they do. Default 60 (§3).</summary>
    [Range(1, 1_000_000)]
    public int EnvironmentCallsPerMinute { get; set; } = 60;

    /// <summary>Calls about environments at the same time and key, all workers together. Default 5 (§3).</summary>
    [Range(1, 1_000)]
    public int EnvironmentCallsConcurrent { get; set; } = 5;

    /// <summary>Calls about files a minute and key, whatever they do. Default 500 (§3).</summary>
    [Range(1, 1_000_000)]
    public int FileCallsPerMinute { get; set; } = 500;

    /// <summary>Keys that this process remembers before idle ones are dropped. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int KeysMax { get; set; } = 10_000;

    /// <summary>Connections open at the same time. Default 256; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int ConnectionsMax { get; set; } = 256;

    /// <summary>Largest JSON answer that is read, in bytes. Default 64 MiB; 64 KiB to 512 MiB.</summary>
    [Range(65_536, 536_870_912)]
    public int AnswerBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>Pages of one listing that are read before it is given up. Default 200; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int ListPagesMax { get; set; } = 200;

    /// <summary>How long an uploaded input lives if nobody deletes it: longer than any run. Default 14 days; 1 h to 90 days (§11.2).</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How far the provider's clock may be behind ours when a search is narrowed by time. Default 5 min; 0 to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);
}
