using System.Text;
using System.Text.Json.Nodes;
using Antpath.Submission;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>A submission that needs every kind of provider resource.</summary>
internal static class CrashSubmission
{
    private const string Url = "https://mcp.tracker.example/mcp";

    public static SubmittedRun WithEverything(int durationSeconds = 600, string? cleanup = null)
    {
        var allowed = new JsonObject { ["permissionPolicy"] = new JsonObject { ["type"] = "always_allow" } };
        var body = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["name"] = "everything",
                ["agent"] = new JsonObject
                {
                    ["model"] = "claude-opus-5-5",
                    ["tools"] = new JsonArray(
                        new JsonObject { ["type"] = "agent_toolset_20260401", ["defaultConfig"] = allowed },
                        new JsonObject { ["type"] = "mcp_toolset", ["mcpServerName"] = "tracker", ["defaultConfig"] = allowed.DeepClone() }),
                    ["mcpServers"] = new JsonArray(
                        new JsonObject { ["name"] = "tracker", ["url"] = Url, ["auth"] = new JsonObject { ["type"] = "required_static_bearer" } }),
                    ["skills"] = new JsonArray(new JsonObject { ["type"] = "uploaded", ["name"] = "house-style" }),
                },
                ["prompt"] = "Do everything.",
                ["limits"] = new JsonObject { ["maxDurationSeconds"] = durationSeconds },
                ["inputFiles"] = new JsonArray(new JsonObject { ["path"] = "input.csv", ["content"] = "a,b\n", ["encoding"] = "utf8" }),
            },
            ["secrets"] = new JsonObject
            {
                ["anthropic"] = new JsonObject { ["apiKey"] = Submissions.ApiKey },
                ["mcpServers"] = new JsonArray(
                    new JsonObject { ["name"] = "tracker", ["url"] = Url, ["headers"] = new JsonObject { ["Authorization"] = "Bearer " + new string('t', 12) } }),
                ["skills"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "house-style",
                        ["files"] = new JsonArray(
                            new JsonObject
                            {
                                ["path"] = "SKILL.md",
                                ["content"] = "---\nname: house-style\ndescription: How we write.\n---\nBriefly.\n",
                                ["encoding"] = "utf8",
                            }),
                    }),
            },
        };
        if (cleanup is not null)
            body["cleanup"] = new JsonObject { ["claudeSession"] = cleanup };
        var result = SubmissionParser.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()), new SubmissionLimits());
        if (result is SubmissionParseResult.Refused refused)
            Assert.Fail(string.Join("; ", refused.Problems.Select(p => $"{p.Pointer} {p.Code} {p.Message}")));
        return Assert.IsType<SubmissionParseResult.Accepted>(result).Run;
    }
}
