using System.Text.Json;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;
using Antpath.Submission;

namespace Antpath.Cli.Commands.Run;

/// <summary>
/// Gathers a run's credentials: flags win over the secrets file, the file over the environment. Nothing here is ever shown.
/// </summary>
internal sealed class SecretsInput
{
    private const string KeyVariable = "ANTHROPIC_API_KEY";

    private readonly List<McpServerSecrets> _servers = [];
    private readonly List<SkillFolder> _skills = [];
    private string? _apiKey;
    private JsonElement? _fromFile;

    public JsonFile? File { get; private set; }

    /// <summary>Whether there is any provider key, good or bad.</summary>
    public bool HasKey { get; private set; }

    public static async Task<SecretsInput> ReadAsync(
        CliHost host, RunOptions options, JsonElement template, List<InputProblem> problems, CancellationToken cancellationToken)
    {
        var input = new SecretsInput();
        if (options.SecretsFile is { } path)
        {
            input.File = await JsonFile.ReadAsync(host, path, cancellationToken);
            input._fromFile = input.File.Open(out var problem);
            if (problem is null && input._fromFile is not { ValueKind: JsonValueKind.Object })
                problem = new InputProblem(input.File.Name, "Expected an object like {\"anthropic\": {\"apiKey\": …}}.", "wrong_type", Line: 1);
            if (problem is not null)
            {
                problems.Add(problem);
                input._fromFile = null;
            }
        }

        if (options.AnthropicApiKey is not null)
            host.Tell(Connection.Leaks("--anthropic-api-key", KeyVariable, "--secrets-file"));
        input._apiKey = options.AnthropicApiKey ?? (input.FileHas("anthropic") ? null : NotEmpty(host.Environment(KeyVariable)));
        input.HasKey = input._apiKey is not null || input.FileHas("anthropic");

        var mcp = new McpSecretInput(host, template);
        foreach (var flag in options.McpSecrets)
        {
            if (mcp.Read(flag, problems) is { } server)
                input._servers.Add(server);
        }

        foreach (var flag in options.Skills)
        {
            if (await SkillFolder.ReadAsync(host, flag, problems, cancellationToken) is { } skill)
                input._skills.Add(skill);
        }

        return input;
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("secrets");
        if (_apiKey is not null)
        {
            writer.WriteStartObject("anthropic");
            writer.WriteString("apiKey", _apiKey);
            writer.WriteEndObject();
        }
        else if (FileHas("anthropic"))
        {
            writer.WritePropertyName("anthropic");
            _fromFile!.Value.GetProperty("anthropic").WriteTo(writer);
        }

        WriteList(writer, "mcpServers", "name", [.. _servers.Select(server => (server.Name, (Action<Utf8JsonWriter>)(to => Write(to, server))))]);
        WriteList(writer, "skills", "name", [.. _skills.Select(skill => (skill.Name, (Action<Utf8JsonWriter>)skill.Write))]);
        if (_fromFile is { } file)
        {
            // what is not known is left for the parser to refuse by name
            foreach (var member in file.EnumerateObject().Where(member => member.Name is not ("anthropic" or "mcpServers" or "skills")))
                member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    // entries of the file, then those of flags, which replace entries of the same name
    private void WriteList(Utf8JsonWriter writer, string member, string key, IReadOnlyList<(string Name, Action<Utf8JsonWriter> Write)> flags)
    {
        JsonElement listed = default;
        var fromFile = _fromFile is { } file && file.TryGetProperty(member, out listed);
        if (!fromFile && flags.Count == 0)
            return;
        if (fromFile && listed.ValueKind != JsonValueKind.Array)
        {
            writer.WritePropertyName(member);
            listed.WriteTo(writer);
            return;
        }

        writer.WriteStartArray(member);
        if (fromFile)
        {
            foreach (var entry in listed.EnumerateArray().Where(entry => !flags.Any(flag => Named(entry, key, flag.Name))))
                entry.WriteTo(writer);
        }

        foreach (var flag in flags)
            flag.Write(writer);
        writer.WriteEndArray();
    }

    private static bool Named(JsonElement entry, string key, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(name);

    private static void Write(Utf8JsonWriter writer, McpServerSecrets server)
    {
        writer.WriteStartObject();
        writer.WriteString("name", server.Name);
        writer.WriteString("url", server.Url);
        writer.WriteStartObject("headers");
        foreach (var (name, value) in server.Headers)
            writer.WriteString(name, value.Reveal());
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private bool FileHas(string member) => _fromFile is { } file && file.TryGetProperty(member, out _);

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
