using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>What the agent gets to read. It goes into the run's vault entry only, and is destroyed at clean-up.</summary>
public sealed record RunContent
{
    /// <summary>The prompt with its variables filled in.</summary>
    public required SecretString Prompt { get; init; }

    /// <summary>The system prompt with its variables filled in. Null: none.</summary>
    public SecretString? System { get; init; }

    /// <summary>Files for the sandbox.</summary>
    public IReadOnlyList<InputFile> InputFiles { get; init; } = [];

    /// <summary>The submitted values of the variables, as a JSON object.</summary>
    public required SecretString VariablesJson { get; init; }

    /// <returns>How much there is, and nothing of it.</returns>
    public override string ToString() => $"content with {InputFiles.Count} input files";
}
