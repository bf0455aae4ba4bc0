using Antpath.Json;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>
/// Everything that carrying out a run takes, content and secrets included: what goes into the run's vault entry. Nothing in
/// it exists anywhere else once the run is over.
/// </summary>
public sealed record ExecutionBundle
{
    /// <summary>Version of the JSON form.</summary>
    public const int Version = 1;

    private static readonly JsonLimits Limit = new() { BytesMax = 256 << 20, DepthMax = 32, ValuesMax = 1_000_000, NameCharsMax = 65_536 };

    // Checked at submission; here only the shape matters, so that a deployment may lower its limits under waiting runs.
    private static readonly SubmissionLimits Unbounded = new()
    {
        ApiKeyCharsMax = int.MaxValue, HeadersMax = int.MaxValue, HeaderValueBytesMax = int.MaxValue, SkillFilesMax = int.MaxValue, SkillBytesMax = int.MaxValue,
    };

    /// <summary>The template's name.</summary>
    public required string TemplateName { get; init; }

    /// <summary>The agent. Its system prompt is null here: the rendered one is in <see cref="Content"/>.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>Where the agent works.</summary>
    public required EnvironmentDefinition Environment { get; init; }

    /// <summary>What the run may use.</summary>
    public required RequestedLimits Limits { get; init; }

    /// <summary>What the agent gets to read.</summary>
    public required RunContent Content { get; init; }

    /// <summary>The run's credentials.</summary>
    public required RunSecrets Secrets { get; init; }

    /// <summary>Reads a bundle.</summary>
    /// <param name="utf8Json">What <see cref="ToUtf8Json"/> wrote.</param>
    /// <returns>The bundle.</returns>
    /// <exception cref="FormatException">It is damaged or of another version. The message names places and rules, never content.</exception>
    public static ExecutionBundle Parse(ReadOnlySpan<byte> utf8Json)
    {
        var problems = new ProblemList();
        var tree = StrictJson.Read(utf8Json, Limit, JsonPointer.Submission, problems);
        var bundle = tree is null ? null : Read(tree, problems);
        if (bundle is not null && problems.IsEmpty)
            return bundle;

        var first = problems.ToList()[0];
        throw new FormatException($"The execution bundle cannot be read: {first.Code} at '{first.Pointer}'. Was it written by another version?");
    }

    /// <summary>Writes the bundle, secrets in the clear: for encryption only.</summary>
    /// <returns>JSON in UTF-8.</returns>
    public byte[] ToUtf8Json() => JsonTreeWriter.ToUtf8(new JsonMembers()
        .Add("v", Version)
        .Add("templateName", TemplateName)
        .Add("agent", TemplateWriter.WriteAgent(Agent))
        .Add("environment", TemplateWriter.WriteEnvironment(Environment))
        .Add("limits", TemplateWriter.WriteLimits(Limits))
        .Add("content", WriteContent(Content))
        .Add("secrets", SecretsWriter.Write(Secrets))
        .ToTree());

    /// <returns>The template's name.</returns>
    public override string ToString() => $"execution bundle of {TemplateName}";

    private static JsonTree WriteContent(RunContent content) => new JsonMembers()
        .Add("prompt", content.Prompt.Reveal())
        .Add("system", content.System?.Reveal())
        .AddList("inputFiles", content.InputFiles, f => FileReader.Write(f.Path, f.Content))
        .Add("variablesJson", content.VariablesJson.Reveal())
        .ToTree();

    private static ExecutionBundle? Read(JsonTree tree, ProblemList problems)
    {
        if (MemberReader.Open(tree, JsonPointer.Submission, problems) is not { } body)
            return null;

        body.Any("v", required: true);
        body.Integer("v", Version, Version);
        var name = body.Text("templateName", required: true);
        var agent = new AgentReader(problems).Read(body);
        var environment = new EnvironmentReader(problems).Read(body);
        var limits = TemplateReader.ReadLimits(body, problems);
        var content = ReadContent(body, problems);
        var secrets = new SecretsReader(Unbounded, problems).Read(body);
        body.Close();
        if (name is null || agent is null || content is null || secrets is null)
            return null;

        return new ExecutionBundle
        {
            TemplateName = name,
            Agent = agent,
            Environment = environment ?? new EnvironmentDefinition(),
            Limits = limits,
            Content = content,
            Secrets = secrets,
        };
    }

    private static RunContent? ReadContent(MemberReader body, ProblemList problems)
    {
        if (body.Object("content", required: true) is not { } content)
            return null;

        var prompt = content.Text("prompt", required: true);
        var system = content.Text("system");
        var files = new FileReader(problems, int.MaxValue, int.MaxValue, int.MaxValue) { Scans = false }.Read(content, "inputFiles");
        var variables = content.Text("variablesJson", required: true);
        content.Close();
        if (prompt is null || variables is null)
            return null;

        return new RunContent
        {
            Prompt = prompt,
            System = system is null ? null : new SecretString(system),
            InputFiles = [.. files.Select(f => new InputFile(f.Path, f.Content))],
            VariablesJson = variables,
        };
    }
}
