using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Submission;

/// <summary>The credentials of one run. They go into its vault entry only, and are destroyed at clean-up.</summary>
public sealed record RunSecrets
{
    /// <summary>The customer's key to the provider.</summary>
    public required AnthropicSecrets Anthropic { get; init; }

    /// <summary>Credentials for MCP servers of the template, at most one entry each.</summary>
    public IReadOnlyList<McpServerSecrets> McpServers { get; init; } = [];

    /// <summary>Files of the skills that the template lists as uploaded.</summary>
    public IReadOnlyList<SkillUpload> Skills { get; init; } = [];

    /// <summary>Reads the <c>secrets</c> member of a submission from a document of its own. Never throws on input.</summary>
    /// <param name="utf8Json">An object with <c>anthropic</c>, <c>mcpServers</c> and <c>skills</c>.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="apiKey">Provider key from elsewhere; goes before one in the document. Null: the document has it.</param>
    /// <returns>The secrets, or every problem with them.</returns>
    public static SecretsParseResult TryParse(ReadOnlySpan<byte> utf8Json, SubmissionLimits limits, SecretString? apiKey = null)
    {
        var problems = new ProblemList();
        var tree = StrictJson.Read(utf8Json, limits.ToJsonLimits(), JsonPointer.Submission.Member("secrets"), problems);
        if (tree is null)
            return new SecretsParseResult.Invalid(problems.ToList());

        if (apiKey is not null && tree is JsonTree.Members document)
            tree = WithKey(document, apiKey);

        var body = MemberReader.Open(new JsonMembers().Add("secrets", tree).ToTree(), JsonPointer.Submission, problems)!;
        var secrets = new SecretsReader(limits, problems).Read(body);
        return secrets is not null && problems.IsEmpty ? new SecretsParseResult.Valid(secrets) : new SecretsParseResult.Invalid(problems.ToList());
    }

    /// <returns>How many credentials there are, and none of them.</returns>
    public override string ToString() => $"secrets for {McpServers.Count} MCP servers and {Skills.Count} skills";

    private static JsonTree.Members WithKey(JsonTree.Members document, SecretString apiKey)
    {
        var anthropic = new JsonMembers().Add("apiKey", apiKey.Reveal()).ToTree();
        return new JsonTree.Members([KeyValuePair.Create("anthropic", anthropic), .. document.All.Where(m => !string.Equals(m.Key, "anthropic", StringComparison.Ordinal))]);
    }
}
