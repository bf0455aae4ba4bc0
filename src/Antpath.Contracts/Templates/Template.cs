using System.Text;
using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>
/// What a run does, without secrets: an agent, an environment and a prompt with variables. Immutable; made in code with
/// <see cref="Define"/> or read from JSON with <see cref="Parse(string)"/>, with the same result. Two templates are equal
/// when their hashes are.
/// </summary>
public sealed class Template : IEquatable<Template>
{
    /// <summary>Largest template document, in bytes: 16 MiB.</summary>
    public const int JsonBytesMax = 16 << 20;

    private static readonly JsonLimits Limit = new() { BytesMax = JsonBytesMax, DepthMax = 32, ValuesMax = 100_000, NameCharsMax = 256 };

    private string? _hash;

    internal Template()
    {
    }

    /// <summary>1 to 64 of <c>a-z 0-9 -</c>; starts with a letter.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; at most 1,024 characters. Null: nothing said.</summary>
    public string? Description { get; init; }

    /// <summary>What each submission fills in; at most 64.</summary>
    public required IReadOnlyList<TemplateVariable> Variables { get; init; }

    /// <summary>The agent that does the work.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>Where it works.</summary>
    public required EnvironmentDefinition Environment { get; init; }

    /// <summary>The user's prompt as written, with its placeholders; 1 to 200,000 characters.</summary>
    public required string Prompt { get; init; }

    /// <summary>Files the agent finds in its sandbox; at most 100 and 8 MiB together.</summary>
    public required IReadOnlyList<InputFile> InputFiles { get; init; }

    /// <summary>What a run may use.</summary>
    public required RequestedLimits Limits { get; init; }

    /// <summary>What happens to the provider's resources afterwards. Null: as the deployment says.</summary>
    public CleanupPolicy? Cleanup { get; init; }

    /// <summary>
    /// <c>sha256:</c> and 64 hexadecimal digits, over the canonical form (RFC 8785) of the template with everything left
    /// out that equals its default. The same on every platform, for every order of members and spelling of numbers.
    /// </summary>
    public string Hash => _hash ??= CanonicalJson.Hash(ToTree());

    /// <summary>Variables that neither the prompt nor the system prompt uses. Allowed, but likely a slip.</summary>
    public IReadOnlyList<string> UnusedVariables
    {
        get
        {
            var used = PromptSyntax.Parse(Prompt).Concat(PromptSyntax.Parse(Agent.System ?? ""))
                .OfType<PromptPart.Placeholder>().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            return [.. Variables.Select(v => v.Name).Where(name => !used.Contains(name))];
        }
    }

    /// <summary>Whether two templates have the same hash.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Template? left, Template? right) => left?.Equals(right) ?? right is null;

    /// <summary>Whether two templates have different hashes.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Template? left, Template? right) => !(left == right);

    /// <summary>Makes a template in code.</summary>
    /// <param name="name">1 to 64 of <c>a-z 0-9 -</c>; starts with a letter.</param>
    /// <param name="define">Says what is in it.</param>
    /// <returns>The template.</returns>
    /// <exception cref="TemplateException">Rules are broken; the exception lists every one, with the place in the JSON form.</exception>
    public static Template Define(string name, Action<TemplateBuilder> define)
    {
        var builder = new TemplateBuilder(name);
        define(builder);
        return Require(Read(builder.ToDraft().ToTree()));
    }

    /// <summary>Reads a template from JSON.</summary>
    /// <param name="json">The document; at most 16 MiB.</param>
    /// <returns>The template.</returns>
    /// <exception cref="TemplateException">Rules are broken; the exception lists every one.</exception>
    public static Template Parse(string json) => Require(TryParse(json));

    /// <summary>Reads a template from JSON in UTF-8.</summary>
    /// <param name="utf8Json">The document; at most 16 MiB.</param>
    /// <returns>The template.</returns>
    /// <exception cref="TemplateException">Rules are broken; the exception lists every one.</exception>
    public static Template Parse(ReadOnlySpan<byte> utf8Json) => Require(TryParse(utf8Json));

    /// <summary>Reads a template from JSON. Never throws on input.</summary>
    /// <param name="json">The document; at most 16 MiB.</param>
    /// <returns>The template, or every problem with it.</returns>
    public static TemplateParseResult TryParse(string json) => TryParse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads a template from JSON in UTF-8. Never throws on input.</summary>
    /// <param name="utf8Json">The document; at most 16 MiB.</param>
    /// <returns>The template, or every problem with it.</returns>
    public static TemplateParseResult TryParse(ReadOnlySpan<byte> utf8Json)
    {
        var problems = new ProblemList();
        var tree = StrictJson.Read(utf8Json, Limit, JsonPointer.Root, problems);
        return tree is null ? new TemplateParseResult.Invalid(problems.ToList()) : Read(tree, problems);
    }

    /// <summary>The template in its normal form: members in a fixed order, defaults left out.</summary>
    /// <returns>Indented JSON that <see cref="Parse(string)"/> reads back to an equal template.</returns>
    public string ToJson() => Encoding.UTF8.GetString(JsonTreeWriter.ToUtf8(ToTree(), indented: true));

    /// <inheritdoc/>
    public bool Equals(Template? other) => other is not null && string.Equals(Hash, other.Hash, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Template);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);

    /// <returns>Name and hash: prompts are content and stay out of logs.</returns>
    public override string ToString() => $"{Name} ({Hash})";

    internal JsonTree ToTree() => TemplateWriter.Write(this);

    private static TemplateParseResult Read(JsonTree tree) => Read(tree, new ProblemList());

    private static TemplateParseResult Read(JsonTree tree, ProblemList problems)
    {
        SecretScan.Scan(tree, JsonPointer.Root, problems);
        var template = new TemplateReader(problems).Read(tree, JsonPointer.Root);
        return template is not null && problems.IsEmpty ? new TemplateParseResult.Valid(template) : new TemplateParseResult.Invalid(problems.ToList());
    }

    private static Template Require(TemplateParseResult result) => result switch
    {
        TemplateParseResult.Valid valid => valid.Template,
        TemplateParseResult.Invalid invalid => throw new TemplateException(invalid.Problems),
        _ => throw new System.Diagnostics.UnreachableException($"template parse gave {result}"),
    };
}
