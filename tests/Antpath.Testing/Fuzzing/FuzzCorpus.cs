using System.Text;
using System.Text.Json.Nodes;

namespace Antpath.Testing.Fuzzing;

/// <summary>Good inputs to spoil.</summary>
public static class FuzzCorpus
{
    /// <summary>A template with every member that there is.</summary>
    public static string Template => """
        {
          "name": "fuzzed", "description": "Everything at once.",
          "variables": {
            "product": { "type": "string", "required": true, "minLength": 1, "maxLength": 80, "description": "What" },
            "entries": { "type": "integer", "default": 5, "minimum": 1, "maximum": 50 },
            "share": { "type": "number", "default": 0.5, "minimum": 0, "maximum": 1 },
            "loud": { "type": "boolean", "default": false },
            "tone": { "type": "enum", "values": ["plain", "festive"], "default": "plain" }
          },
          "agent": {
            "model": { "id": "claude-opus-5-5", "effort": "medium" },
            "system": "In a {{tone}} tone, \\{{ {{loud}} }}.",
            "tools": [
              { "type": "agent_toolset_20260401", "defaultConfig": { "permissionPolicy": { "type": "always_allow" } }, "configs": [{ "name": "web_search", "enabled": false }] },
              { "type": "mcp_toolset", "mcpServerName": "tracker", "defaultConfig": { "permissionPolicy": { "type": "always_allow" } } }
            ],
            "mcpServers": [{ "name": "tracker", "url": "https://mcp.tracker.example/mcp?a=b", "auth": { "type": "required_static_bearer" } }],
            "skills": [{ "type": "uploaded", "name": "house-style" }, { "type": "anthropic", "skillId": "xlsx", "version": "20260101" }]
          },
          "environment": { "networking": { "type": "limited", "allowedHosts": ["docs.example.com"], "allowMcpServers": true, "allowPackageManagers": true }, "packages": { "pip": ["pandas==2.2.0"] } },
          "prompt": "Write about {{product}} with at most {{entries}} entries, {{share}}.",
          "inputFiles": [
            { "path": "changes.csv", "content": "id,change\n1,Faster\n", "encoding": "utf8" },
            { "path": "a/b.bin", "content": "AAECAw==", "encoding": "base64" }
          ],
          "limits": { "maxDurationSeconds": 900, "budgetUsd": 2.25 },
          "cleanup": { "claudeSession": "delete" }
        }
        """;

    /// <summary>A submission of that template with every secret that there is.</summary>
    public static string Submission => new JsonObject
    {
        ["template"] = JsonNode.Parse(Template),
        ["variables"] = new JsonObject { ["product"] = "ants", ["entries"] = 7, ["share"] = 0.25, ["loud"] = true, ["tone"] = "festive" },
        ["secrets"] = new JsonObject
        {
            ["anthropic"] = new JsonObject { ["apiKey"] = "sk-ant-" + new string('x', 24) },
            ["mcpServers"] = new JsonArray(new JsonObject
            {
                ["name"] = "tracker", ["url"] = "https://mcp.tracker.example/mcp?a=b", ["headers"] = new JsonObject { ["Authorization"] = "Bearer abcdef" },
            }),
            ["skills"] = new JsonArray(new JsonObject
            {
                ["name"] = "house-style",
                ["files"] = new JsonArray(new JsonObject
                {
                    ["path"] = "SKILL.md", ["content"] = "---\nname: house-style\ndescription: How we write.\n---\nShort words.\n", ["encoding"] = "utf8",
                }),
            }),
        },
        ["cleanup"] = new JsonObject { ["claudeSession"] = "retain" },
        ["tags"] = new JsonArray("nightly", "a.b:c"),
        ["priority"] = 3,
    }.ToJsonString();

    /// <summary>Texts as bytes.</summary>
    public static IReadOnlyList<byte[]> Of(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
