using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>
/// A word of its own for every field of a submission that is secret or content. Words of plain letters: nothing that redacts by shape knows them, so a
/// redaction cannot hide that a text got somewhere.
/// </summary>
internal sealed class CanarySet
{
    private const int LettersPerWord = 20;

    private static readonly Range ApiTokenSecret = 30..62; // after ant_ and the id, before the checksum

    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    /// <summary>Field and word of each canary that was planted so far.</summary>
    public IReadOnlyDictionary<string, string> Words => _words;

    public string ProviderKey => $"sk-ant-{Plant("provider key")}";

    /// <summary>The emulator knows an organization by it.</summary>
    public string KeyFingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ProviderKey)))[..16];

    /// <summary>The field's word; the same one each time.</summary>
    public string Plant(string field)
    {
        if (!_words.TryGetValue(field, out var word))
            _words[field] = word = "canary" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", LettersPerWord);
        return word;
    }

    /// <summary>A text that exists already and must not be found either, such as a token that the product made.</summary>
    public void Add(string field, string text) => _words[field] = text;

    /// <summary>An API token, known by its secret digits alone: its id stands where ids stand.</summary>
    public void AddApiToken(string field, string token) => Add(field, token[ApiTokenSecret]);

    /// <summary>A submission that has every secret and every content field there is.</summary>
    public JsonObject Submission(string scenario) => new()
    {
        ["template"] = new JsonObject
        {
            ["name"] = "canaries",
            ["variables"] = new JsonObject
            {
                ["topic"] = new JsonObject { ["type"] = "string", ["required"] = true },
                ["tone"] = new JsonObject { ["type"] = "string", ["default"] = Plant("default of a variable") },
            },
            ["agent"] = new JsonObject
            {
                ["model"] = "claude-opus-5-5",
                ["system"] = $"You write in a {{{{tone}}}} tone, {Plant("system prompt")}.",
                ["tools"] = new JsonArray(Silent("agent_toolset_20260401", null), Silent("mcp_toolset", "tracker")),
                ["mcpServers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "tracker", ["url"] = McpUrl, ["auth"] = new JsonObject { ["type"] = "required_static_bearer" },
                }),
                ["skills"] = new JsonArray(new JsonObject { ["type"] = "uploaded", ["name"] = "house-style" }),
            },
            ["prompt"] = $"{Plant("prompt")} about {{{{topic}}}}. [[scenario: {scenario}]]",
            ["inputFiles"] = new JsonArray(
                new JsonObject { ["path"] = "notes.txt", ["content"] = $"First {Plant("input file")} line.", ["encoding"] = "utf8" },
                new JsonObject
                {
                    ["path"] = "packed.bin", ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Plant("input file in base64"))), ["encoding"] = "base64",
                }),
        },
        ["variables"] = new JsonObject { ["topic"] = $"ants and {Plant("value of a variable")}" },
        ["secrets"] = new JsonObject
        {
            ["anthropic"] = new JsonObject { ["apiKey"] = ProviderKey },
            ["mcpServers"] = new JsonArray(new JsonObject
            {
                ["name"] = "tracker", ["url"] = McpUrl, ["headers"] = new JsonObject { ["Authorization"] = $"Bearer {Plant("MCP token")}" },
            }),
            ["skills"] = new JsonArray(new JsonObject
            {
                ["name"] = "house-style",
                ["files"] = new JsonArray(
                    new JsonObject
                    {
                        ["path"] = "SKILL.md", ["encoding"] = "utf8",
                        ["content"] = $"---\nname: house-style\ndescription: How we write, {Plant("description of a skill")}.\n---\nShort words, {Plant("skill")}.\n",
                    },
                    new JsonObject { ["path"] = "extra.txt", ["encoding"] = "utf8", ["content"] = Plant("second file of a skill") }),
            }),
        },
    };

    /// <summary>Nobody listens there: the emulator is told not to contact MCP servers, and the token still goes into the provider's vault.</summary>
    private const string McpUrl = "http://127.0.0.1:9/mcp";

    private static JsonObject Silent(string type, string? server)
    {
        var tool = new JsonObject
        {
            ["type"] = type,
            ["defaultConfig"] = new JsonObject { ["permissionPolicy"] = new JsonObject { ["type"] = "always_allow" } },
        };
        if (server is not null)
            tool["mcpServerName"] = server;
        return tool;
    }
}
