using System.Text;
using System.Text.Json.Nodes;
using Antpath.Submission;

namespace Antpath.Engine.Tests;

/// <summary>Submissions as the parser accepts them.</summary>
internal static class Submissions
{
    /// <summary>Stands in every content and credential field, so that a test can search for it.</summary>
    public const string Canary = "canary-7b1f";

    public static SubmittedRun Simple(
        string topic = "ants", IReadOnlyList<string>? tags = null, string name = "quick-note", int durationSeconds = 600, int priority = 0, string? cleanup = null)
    {
        var body = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["name"] = name,
                ["variables"] = new JsonObject { ["topic"] = new JsonObject { ["type"] = "string", ["required"] = true } },
                ["agent"] = new JsonObject { ["model"] = "claude-opus-5-5", ["system"] = $"System {Canary}." },
                ["prompt"] = $"Write about {{{{topic}}}} {Canary}.",
                ["limits"] = new JsonObject { ["maxDurationSeconds"] = durationSeconds },
            },
            ["variables"] = new JsonObject { ["topic"] = $"{topic} {Canary}" },
            ["secrets"] = new JsonObject { ["anthropic"] = new JsonObject { ["apiKey"] = ApiKey } },
            ["tags"] = new JsonArray([.. (tags ?? []).Select(t => JsonValue.Create(t))]),
            ["priority"] = priority,
        };
        if (cleanup is not null)
            body["cleanup"] = new JsonObject { ["claudeSession"] = cleanup };
        var result = SubmissionParser.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()), new SubmissionLimits());
        return Assert.IsType<SubmissionParseResult.Accepted>(result).Run;
    }

    /// <summary>Built here, so that no key-shaped text stands in a file.</summary>
    public static string ApiKey => $"sk-ant-{new string('x', 20)}-{Canary}";
}
