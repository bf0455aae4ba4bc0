using System.Text;
using System.Text.Json.Nodes;

namespace Antpath.Contracts.Tests.Submission;

/// <summary>A submission that uses every member and keeps every rule, and ways to break it.</summary>
internal static class SampleSubmission
{
    public const string McpUrl = "https://mcp.tracker.example/mcp";

    private const string Json = """
        {
          "template": {
            "$schema": "https://antpath.dev/schemas/template.schema.json",
            "name": "quarterly-report",
            "description": "A report for each quarter",
            "variables": {
              "topic": { "type": "string", "description": "What to write about", "required": true, "minLength": 1, "maxLength": 200 },
              "rows": { "type": "integer", "default": 3, "minimum": 1, "maximum": 100 },
              "ratio": { "type": "number", "default": 0.5, "minimum": 0, "maximum": 1 },
              "draft": { "type": "boolean", "default": false },
              "tone": { "type": "enum", "values": ["plain", "formal"], "default": "plain" }
            },
            "agent": {
              "model": { "id": "claude-opus-5-5", "effort": "high", "speed": "standard" },
              "system": "You write in a {{tone}} tone.",
              "tools": [
                { "type": "agent_toolset_20260401", "defaultConfig": { "enabled": true, "permissionPolicy": { "type": "always_allow" } },
                  "configs": [ { "name": "web_search", "enabled": false }, { "name": "web_fetch", "allowedDomains": ["docs.example.com"] } ] },
                { "type": "mcp_toolset", "mcpServerName": "tracker", "defaultConfig": { "permissionPolicy": { "type": "always_allow" } },
                  "configs": [ { "name": "create_issue", "enabled": true, "permissionPolicy": { "type": "always_allow" } } ] }
              ],
              "mcpServers": [ { "name": "tracker", "url": "https://mcp.tracker.example/mcp", "auth": { "type": "required_static_bearer" } } ],
              "skills": [
                { "type": "anthropic", "skillId": "xlsx", "version": "20261001" },
                { "type": "custom", "skillId": "skill_01X", "version": "skver_01Y" },
                { "type": "uploaded", "name": "house-style" }
              ]
            },
            "environment": {
              "networking": { "type": "limited", "allowedHosts": ["api.example.com", "*.example.net"], "allowMcpServers": true, "allowPackageManagers": true },
              "packages": { "pip": ["pandas==2.2.3"], "apt": ["graphviz"], "npm": ["@scope/tool@1.2.3"] }
            },
            "prompt": "Write a report about {{topic}} with {{rows}} rows, ratio {{ratio}}, draft {{draft}}.",
            "inputFiles": [
              { "path": "input/data.csv", "content": "a,b\n{{topic}}\n", "encoding": "utf8" },
              { "path": "input/raw.bin", "content": "AP8=", "encoding": "base64" }
            ],
            "limits": { "maxDurationSeconds": 600, "budgetUsd": 2.5 },
            "cleanup": { "claudeSession": "retain" }
          },
          "variables": { "topic": "ants", "rows": 7 },
          "secrets": {
            "anthropic": { "apiKey": "to be filled in" },
            "mcpServers": [ { "name": "tracker", "url": "https://mcp.tracker.example/mcp", "headers": { "Authorization": "Bearer tracker-token-1" } } ],
            "skills": [ { "name": "house-style", "files": [
              { "path": "SKILL.md", "content": "---\nname: house-style\ndescription: How we write\n---\nShort sentences.\n" },
              { "path": "assets/logo.png", "content": "iVBORw==", "encoding": "base64" } ] } ]
          },
          "cleanup": { "claudeSession": "delete" },
          "tags": ["team:growth", "q3"],
          "priority": 5
        }
        """;

    public static string TemplateJson => Root()["template"]!.ToJsonString();

    public static JsonObject Root()
    {
        var root = JsonNode.Parse(Json)!.AsObject();
        root["secrets"]!["anthropic"]!["apiKey"] = KeyShapes.Anthropic;
        return root;
    }

    public static byte[] Bytes => ToBytes(Root());

    public static byte[] ToBytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    /// <summary>Sets the member or item at a pointer; <c>-</c> appends to an array.</summary>
    public static JsonObject With(this JsonObject root, string pointer, JsonNode? value)
    {
        var (owner, last) = Locate(root, pointer);
        if (owner is JsonArray array && last == "-")
            array.Add(value);
        else if (owner is JsonArray items)
            items[int.Parse(last)] = value;
        else
            owner[last] = value;

        return root;
    }

    /// <summary>Sets the place to a piece of JSON.</summary>
    public static JsonObject WithJson(this JsonObject root, string pointer, string json) => root.With(pointer, JsonNode.Parse(json));

    public static JsonObject Without(this JsonObject root, string pointer)
    {
        var (owner, last) = Locate(root, pointer);
        if (owner is JsonArray items)
            items.RemoveAt(int.Parse(last));
        else
            owner.AsObject().Remove(last);

        return root;
    }

    private static (JsonNode Owner, string Last) Locate(JsonObject root, string pointer)
    {
        JsonNode at = root;
        var tokens = pointer[1..].Split('/');
        foreach (var token in tokens[..^1])
            at = at is JsonArray items ? items[int.Parse(token)]! : at[token]!;

        return (at, tokens[^1]);
    }
}
