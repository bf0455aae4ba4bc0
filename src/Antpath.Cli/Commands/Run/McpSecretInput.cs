using System.Text.Json;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;
using Antpath.Submission;

namespace Antpath.Cli.Commands.Run;

/// <summary>Bearer tokens for MCP servers (<c>--mcp-secret</c>): the value itself, or better the variable or file it is in.</summary>
internal sealed class McpSecretInput(CliHost host, JsonElement template)
{
    private const long FileBytesMax = 64 * 1024;
    private const string Form = "Expected NAME@VARIABLE, NAME=@FILE or NAME=TOKEN.";

    /// <returns>Name, URL from the template, and token; or null with a problem.</returns>
    public McpServerSecrets? Read(string flag, List<InputProblem> problems)
    {
        var split = flag.IndexOfAny(['=', '@']);
        if (split <= 0 || split == flag.Length - 1)
        {
            problems.Add(new InputProblem("--mcp-secret", Form));
            return null;
        }

        var name = flag[..split];
        var token = Token(name, flag[split..], problems);
        var urls = Servers();
        if (!urls.TryGetValue(name, out var url))
        {
            var known = urls.Count == 0 ? "The template has no MCP servers." : $"The template has: {string.Join(", ", urls.Keys)}.";
            problems.Add(new InputProblem($"--mcp-secret {Rendering.Printable.WithoutSecrets(name)}", $"The template has no MCP server of this name. {known}"));
            return null;
        }

        return token is null ? null : McpServerSecrets.WithBearer(name, url, token);
    }

    private string? Token(string name, string source, List<InputProblem> problems)
    {
        var place = $"--mcp-secret {name}";
        if (source[0] == '@')
        {
            var value = host.Environment(source[1..]);
            if (string.IsNullOrWhiteSpace(value))
                problems.Add(new InputProblem(place, "The environment variable named after the @ is empty or not set."));
            return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
        }

        if (!source.StartsWith("=@", StringComparison.Ordinal))
        {
            host.Tell(Connection.Leaks("--mcp-secret NAME=TOKEN", "--mcp-secret NAME@VARIABLE", "NAME=@FILE"));
            return source[1..];
        }

        var file = new FileInfo(host.PathOf(source[2..]));
        if (!file.Exists || file.Length > FileBytesMax)
        {
            problems.Add(new InputProblem(place, "The file named after =@ is not there, or longer than 64 KiB."));
            return null;
        }

        return File.ReadAllText(file.FullName).Trim();
    }

    private Dictionary<string, string> Servers()
    {
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        if (template.ValueKind != JsonValueKind.Object
            || !template.TryGetProperty("agent", out var agent) || agent.ValueKind != JsonValueKind.Object
            || !agent.TryGetProperty("mcpServers", out var servers) || servers.ValueKind != JsonValueKind.Array)
        {
            return urls;
        }

        foreach (var server in servers.EnumerateArray().Where(server => server.ValueKind == JsonValueKind.Object))
        {
            if (Text(server, "name") is { } name && Text(server, "url") is { } url)
                urls[name] = url;
        }

        return urls;
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
