using System.Net;
using Antpath.Problems;

namespace Antpath.Http;

/// <summary>An answer that is not a success, or the absence of one, before it becomes an exception.</summary>
internal sealed record ApiFailure
{
    /// <summary>What was asked for, e.g. <c>GET /v1/runs/run_…</c>. Never has a query.</summary>
    public required string Operation { get; init; }

    /// <summary>Null when no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    public string? RequestId { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the network said, or null.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Lost calls, a server that is busy or broken: everything that may be better next time.</summary>
    public bool Transient =>
        Status switch
        {
            null => true,
            HttpStatusCode.RequestTimeout => true,
            // an open-runs quota frees up in the time of a run, not of a call: the caller decides
            HttpStatusCode.TooManyRequests => Code is not (FailureCodes.OpenRunsQuotaExceeded or FailureCodes.InvitationsQuotaExceeded),
            HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => false,
            { } status => (int)status >= 500,
        };
}
