using Antpath.Json;
using Antpath.Problems;
using Antpath.Submission;

namespace Antpath.Sweeps;

/// <summary>What a client sends to have leaked resources at the provider searched for. The key travels in <c>secrets</c>, as everywhere.</summary>
public sealed record ProviderSweepRequest
{
    /// <summary>Bytes a request may have.</summary>
    internal const int BytesMax = 16 * 1024;

    /// <summary>The provider key whose reach is searched.</summary>
    public required SecretString ApiKey { get; init; }

    /// <summary>Only list, remove nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Reads a request. Never throws on input.</summary>
    /// <param name="utf8Json">The body.</param>
    /// <param name="limits">How long a key may be.</param>
    /// <returns>The request, or null with every problem.</returns>
    internal static (ProviderSweepRequest? Request, IReadOnlyList<Problem> Problems) Parse(ReadOnlySpan<byte> utf8Json, SubmissionLimits limits)
    {
        var problems = new ProblemList();
        var request = StrictJson.Read(utf8Json, limits.ToJsonLimits(), JsonPointer.Submission, problems) is { } tree ? Read(tree, limits, problems) : null;
        return problems.IsEmpty ? (request, []) : (null, problems.ToList());
    }

    /// <summary>Writes the request, the key in the clear: for the wire only.</summary>
    /// <returns>JSON in UTF-8.</returns>
    internal byte[] ToUtf8Json() => JsonTreeWriter.ToUtf8(new JsonMembers()
        .Add("secrets", new JsonMembers().Add("anthropic", new JsonMembers().Add("apiKey", ApiKey.Reveal()).ToTree()).ToTree())
        .Add("dryRun", DryRun)
        .ToTree());

    /// <returns>Nothing of the key.</returns>
    public override string ToString() => DryRun ? "dry search at the provider" : "search at the provider";

    private static ProviderSweepRequest? Read(JsonTree tree, SubmissionLimits limits, ProblemList problems)
    {
        if (MemberReader.Open(tree, JsonPointer.Submission, problems) is not { } body)
            return null;

        SecretScan.Scan(tree, JsonPointer.Submission, problems);
        var secrets = new SecretsReader(limits, problems).Read(body);
        var dryRun = body.Flag("dryRun") ?? false;
        body.Close();
        if (secrets is { McpServers.Count: > 0 } or { Skills.Count: > 0 })
            problems.Add(body.At.Member("secrets"), ProblemCodes.UnknownMember, "A search takes the provider key only. Send anthropic.apiKey and nothing else.");
        return secrets is null ? null : new ProviderSweepRequest { ApiKey = secrets.Anthropic.ApiKey, DryRun = dryRun };
    }
}
