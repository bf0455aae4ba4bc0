using System.ComponentModel.DataAnnotations;
using Antpath.Engine.Configuration;

namespace Antpath.Server.Hosting;

/// <summary>How the server listens and what it bears. Section <c>Antpath:Server</c>, environment <c>ANTPATH_SERVER_…</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Server";

    /// <summary>Where to listen: scheme, address and port. Default http://127.0.0.1:8080; port 0 takes a free one.</summary>
    public Uri ListenUrl { get; set; } = new("http://127.0.0.1:8080");

    /// <summary>What clients reach the server under, for links: http or https. Default: what the request was sent to.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Connections open at once. Default 10,000, 10 to 1,000,000.</summary>
    [Range(10, 1_000_000)]
    public int ConnectionsMax { get; set; } = 10_000;

    /// <summary>Bytes of all request headers together. Default 32 KiB, 8 KiB to 1 MiB.</summary>
    [Range(8 * 1024, 1024 * 1024)]
    public int HeaderBytesMax { get; set; } = 32 * 1024;

    /// <summary>Seconds in which the request's headers must have arrived. Default 15, 1 to 300.</summary>
    [Range(1, 300)]
    public int HeaderSeconds { get; set; } = 15;

    /// <summary>Seconds an idle connection is kept. Default 120, 1 to 3600.</summary>
    [Range(1, 3600)]
    public int KeepAliveSeconds { get; set; } = 120;

    /// <summary>Bytes a second a body must arrive with, and an answer be taken with. Default 240, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int BodyBytesPerSecondMin { get; set; } = 240;

    /// <summary>Seconds before <see cref="BodyBytesPerSecondMin"/> is held against a connection. Default 5, 2 to 60.</summary>
    [Range(2, 60)]
    public int BodyGraceSeconds { get; set; } = 5;

    /// <summary>
    /// Proxies in front, as addresses and networks with commas between: what they say in <c>X-Forwarded-For</c> is the client's address, for the limits on
    /// sign-ins. Default: none, and the header is ignored.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>Bytes of submissions held in memory at once, all requests together. Default 256 MiB, 32 MiB to 64 GiB.</summary>
    [Range(32L << 20, 64L << 30)]
    public long SubmissionsBufferedBytesMax { get; set; } = 256L << 20;

    /// <summary>Whether templates may name MCP servers on this machine, in private networks and at metadata addresses. Default false.</summary>
    public bool AllowPrivateUrls { get; set; }

    /// <summary>Requests waiting for events at once. Default 5,000, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int EventWaitersMax { get; set; } = 5_000;

    /// <summary>Requests of one workspace waiting for events at once. Default 500, 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int EventWaitersPerWorkspaceMax { get; set; } = 500;

    /// <summary>Milliseconds between looks for new events, one look for all waiting requests. Default 500, 50 to 10,000.</summary>
    [Range(50, 10_000)]
    public int EventLookMilliseconds { get; set; } = 500;

    /// <summary>Seconds that requests under way get to finish when the process is asked to stop. Default 30, 1 to 600.</summary>
    [Range(1, 600)]
    public int DrainSeconds { get; set; } = 30;

    /// <summary>These options as the settings table shows them.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        new()
        {
            Name = "ANTPATH_SERVER_LISTEN_URL", Default = "http://127.0.0.1:8080",
            Meaning = "Where to listen: scheme, address and port; port 0 takes a free one.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_PUBLIC_URL",
            Meaning = "What clients reach the server under, used in links to outputs. Default: what the request was sent to.",
        },
        new() { Name = "ANTPATH_SERVER_CONNECTIONS_MAX", Meaning = "Connections open at once.", Default = "10000", Range = "10..1000000" },
        new() { Name = "ANTPATH_SERVER_HEADER_BYTES_MAX", Meaning = "Bytes of all request headers together.", Default = "32768", Range = "8192..1048576" },
        new()
        {
            Name = "ANTPATH_SERVER_HEADER_SECONDS", Default = "15", Range = "1..300",
            Meaning = "Seconds in which the request's headers must have arrived.",
        },
        new() { Name = "ANTPATH_SERVER_KEEP_ALIVE_SECONDS", Meaning = "Seconds an idle connection is kept.", Default = "120", Range = "1..3600" },
        new()
        {
            Name = "ANTPATH_SERVER_BODY_BYTES_PER_SECOND_MIN", Default = "240", Range = "1..1000000",
            Meaning = "Bytes a second a body must arrive with, and an answer be taken with.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_BODY_GRACE_SECONDS", Default = "5", Range = "2..60",
            Meaning = "Seconds before ANTPATH_SERVER_BODY_BYTES_PER_SECOND_MIN is held against a connection.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_TRUSTED_PROXIES", Check = ClientAddress.ProblemWith,
            Meaning = "Proxies in front, as addresses and networks with commas between, whose X-Forwarded-For is believed. Default: none.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_SUBMISSIONS_BUFFERED_BYTES_MAX", Default = "268435456", Range = "33554432..68719476736",
            Meaning = "Bytes of submissions held in memory at once.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_ALLOW_PRIVATE_URLS", Default = "false", Range = "true or false",
            Meaning = "Whether templates may name MCP servers on this machine, in private networks and at metadata addresses.",
        },
        new() { Name = "ANTPATH_SERVER_EVENT_WAITERS_MAX", Meaning = "Requests waiting for events at once.", Default = "5000", Range = "1..1000000" },
        new()
        {
            Name = "ANTPATH_SERVER_EVENT_WAITERS_PER_WORKSPACE_MAX", Default = "500", Range = "1..1000000",
            Meaning = "Requests of one workspace waiting for events at once.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_EVENT_LOOK_MILLISECONDS", Default = "500", Range = "50..10000",
            Meaning = "Milliseconds between looks for new events, one look for all waiting requests.",
        },
        new()
        {
            Name = "ANTPATH_SERVER_DRAIN_SECONDS", Default = "30", Range = "1..600",
            Meaning = "Seconds that requests under way get to finish when the process is asked to stop.",
        },
    ];
}
