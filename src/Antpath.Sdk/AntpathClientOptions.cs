namespace Antpath;

/// <summary>How an <see cref="AntpathClient"/> finds the API and how patient it is. Never prints its token.</summary>
public sealed class AntpathClientOptions
{
    /// <summary>Where the hosted API lives; used when neither <see cref="BaseUrl"/> nor <c>ANTPATH_BASE_URL</c> says otherwise.</summary>
    public static Uri HostedBaseUrl { get; } = new("https://api.antpath.dev");

    /// <summary>The API token, <c>ant_…</c>. Default: the environment variable <c>ANTPATH_API_TOKEN</c>.</summary>
    public string? ApiToken { get; set; }

    /// <summary>
    /// Absolute URL of the API, without <c>/v1</c>. Default: <c>ANTPATH_BASE_URL</c>, then <see cref="HostedBaseUrl"/>. Plain <c>http</c> is
    /// accepted for this machine's own addresses only, unless <see cref="AllowPlainHttp"/> is set.
    /// </summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>
    /// Whether the token may travel unencrypted to another machine. Default: true when <c>ANTPATH_ALLOW_PLAIN_HTTP</c> is <c>1</c>, else false.
    /// </summary>
    public bool? AllowPlainHttp { get; set; }

    /// <summary>
    /// An HTTP client to send with, for instance from a factory or with a proxy. Not disposed by <see cref="AntpathClient"/>; its own
    /// <see cref="System.Net.Http.HttpClient.Timeout"/> applies too and must exceed <see cref="FollowOptions.PollWaitMax"/>. Default: one of
    /// the client's own, which follows no redirects and recycles its connections every five minutes.
    /// </summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The clock of all waits and timeouts. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gives the random part of backoffs, from 0 inclusive to 1 exclusive. Default: a generator of the client's own. Must be safe to call
    /// from several threads.
    /// </summary>
    public Func<double>? Jitter { get; set; }

    /// <summary>How long one try of a call may take before it counts as lost. Default 30 seconds, range 1 second to 10 minutes.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take with all its tries. Default 100 seconds, range 1 second to 1 hour.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a call is tried at most, the first time included. Default 5, range 1 to 20.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>The first backoff's upper bound; it doubles with each try. Default 250 milliseconds, range 1 millisecond to 1 minute.</summary>
    public TimeSpan BackoffFirst { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>No backoff is longer, unless the server asks for more. Default 10 seconds, at least <see cref="BackoffFirst"/>.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(10);
}
