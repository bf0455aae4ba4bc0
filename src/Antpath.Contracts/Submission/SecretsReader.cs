using System.Text;
using Antpath.Json;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>Reads <c>secrets</c>. No message repeats anything that was sent.</summary>
internal sealed class SecretsReader(SubmissionLimits limits, ProblemList problems)
{
    private const string KeyPrefix = "sk-ant-";
    private const string Authorization = "Authorization";
    private const string HeaderNameMarks = "!#$%&'*+-.^_`|~";

    public RunSecrets? Read(MemberReader submission)
    {
        if (submission.Object("secrets", required: true) is not { } secrets)
            return null;

        var key = ReadKey(secrets);
        var servers = ReadServers(secrets);
        var skills = new SkillReader(limits, problems).Read(secrets);
        secrets.Close();
        return key is null ? null : new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = key }, McpServers = servers, Skills = skills };
    }

    private SecretString? ReadKey(MemberReader secrets)
    {
        if (secrets.Object("anthropic", required: true) is not { } anthropic)
            return null;

        var key = anthropic.Text("apiKey", required: true);
        anthropic.Close();
        if (key is null)
            return null;

        if (key.StartsWith(KeyPrefix, StringComparison.Ordinal) && key.Length > KeyPrefix.Length && key.Length <= limits.ApiKeyCharsMax && key.All(c => c is > ' ' and < '\x7f'))
            return new SecretString(key);

        problems.Add(anthropic.At.Member("apiKey"), ProblemCodes.ApiKeyInvalid, $"This is not an Anthropic API key: one starts with '{KeyPrefix}' and has at most {limits.ApiKeyCharsMax} printable characters without spaces. Copy it again from the provider's console.");
        return null;
    }

    private List<McpServerSecrets> ReadServers(MemberReader secrets)
    {
        var servers = new List<McpServerSecrets>();
        foreach (var (value, at) in secrets.List("mcpServers", TemplateLimits.McpServersMax))
        {
            if (MemberReader.Open(value, at, problems) is not { } entry)
                continue;

            var name = entry.Text("name", required: true, 1, TemplateLimits.McpServerNameCharsMax);
            var url = entry.Text("url", required: true, 1, TemplateLimits.UrlCharsMax);
            var headers = ReadHeaders(entry);
            entry.Close();

            // An entry that is kept in spite of a problem spares the reader a second problem about its absence.
            var server = new McpServerSecrets { Name = name ?? "", Url = url ?? "", Headers = headers };
            if (name is not null && servers.Exists(s => string.Equals(s.Name, name, StringComparison.Ordinal)))
                problems.Add(at.Member("name"), ProblemCodes.DuplicateItem, "Another entry has credentials for this server. Merge them.");

            servers.Add(server);
        }

        return servers;
    }

    private Dictionary<string, SecretString> ReadHeaders(MemberReader entry)
    {
        var headers = new Dictionary<string, SecretString>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value, at) in entry.Map("headers", limits.HeadersMax))
        {
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || HeaderNameMarks.Contains(c, StringComparison.Ordinal)))
            {
                problems.Add(at, ProblemCodes.HeaderInvalid, "A header's name has letters, digits and a few marks only. Correct it.");
                continue;
            }

            if (MemberReader.ReadText(value, at, problems) is not { } text)
                continue;

            if (Encoding.UTF8.GetByteCount(text) > limits.HeaderValueBytesMax || text.Any(char.IsControl))
                problems.Add(at, ProblemCodes.HeaderInvalid, $"A header's value has at most {limits.HeaderValueBytesMax} bytes and no line breaks or other control characters.");
            else if (!string.Equals(name, Authorization, StringComparison.OrdinalIgnoreCase) || McpServerSecrets.TokenIn(text) is null)
                problems.Add(at, ProblemCodes.McpHeaderUnsupported, "The provider delivers nothing but 'Authorization: Bearer <token>' to an MCP server. Send that header, or remove this one.");
            else if (!headers.TryAdd(name, text))
                problems.Add(at, ProblemCodes.DuplicateItem, "The header is given twice. Keep one.");
        }

        return headers;
    }
}
