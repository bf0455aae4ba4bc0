namespace Antpath.Problems;

/// <summary>Problem details (RFC 9457), as every refused request is answered.</summary>
public sealed record ProblemDocument
{
    /// <summary>The media type of this document.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>URI of the documentation of this kind of problem; <c>about:blank</c> when there is none.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The kind of problem in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status, repeated.</summary>
    public int? Status { get; init; }

    /// <summary>What failed this time, and what to do next.</summary>
    public string? Detail { get; init; }

    /// <summary>The resource concerned, as a URI reference.</summary>
    public string? Instance { get; init; }

    /// <summary>The stable code of the problem; programs may branch on it.</summary>
    public string? Code { get; init; }

    /// <summary>Every problem found in the input; absent when the input was not the cause.</summary>
    public IReadOnlyList<Problem>? Errors { get; init; }

    /// <summary>Names this answer in the server's logs.</summary>
    public string? RequestId { get; init; }
}
