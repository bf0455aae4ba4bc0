using System.Net;
using Antpath.Http;
using Antpath.Problems;

namespace Antpath;

/// <summary>
/// Something Antpath was asked for did not happen. The derived types say who must act; <see cref="Code"/> says what exactly, for programs.
/// Messages never contain tokens, provider keys or content.
/// </summary>
public abstract class AntpathException : Exception
{
    private protected AntpathException(string message, string code, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    private protected AntpathException(ApiFailure failure)
        : base(Describe(failure), failure.Cause)
    {
        Code = failure.Code;
        Status = failure.Status;
        RequestId = failure.RequestId;
        Problems = failure.Problems;
    }

    /// <summary>Stable snake_case code: the server's, or <c>connection_failed</c>, <c>attempt_timed_out</c>, … where there was no answer.</summary>
    public string Code { get; }

    /// <summary>The HTTP status of the answer, or null when none came.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The server's name for the request, to give to support; or null.</summary>
    public string? RequestId { get; }

    /// <summary>What was wrong with the input, place by place; empty when the input was not the cause.</summary>
    public IReadOnlyList<Problem> Problems { get; } = [];

    private static string Describe(ApiFailure failure)
    {
        var status = failure.Status is { } answered ? $"{(int)answered} " : "";
        var request = failure.RequestId is null ? "" : $" (request {failure.RequestId})";
        var problems = string.Concat(failure.Problems.Select(problem => $"{Environment.NewLine}- {problem}"));
        return $"{failure.Operation}: {failure.Detail} [{status}{failure.Code}]{request}{problems}";
    }
}
