namespace Antpath.Server.OpenApi;

/// <summary>One good answer of an operation, for the API description.</summary>
internal sealed record AnswerDescription(int Status, string Description, IReadOnlyList<string> Headers)
{
    /// <summary>Media type of an answer that is not JSON.</summary>
    public string? Content { get; init; }
}
