using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Antpath.Emulator;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Submission;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Worker;

/// <summary>
/// A public MCP server and one of Anthropic's skills through the whole worker: the real service when it is opted into (docs/conformance.md), and the
/// emulator always, so that the submission does not rot.
/// </summary>
public sealed class LiveTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private const int CentsDefault = 25;
    private const int SecondsDefault = 300;

    private static readonly Uri Anthropic = new("https://api.anthropic.com");

    [Fact]
    public async Task The_emulator_accepts_what_the_live_tests_submit()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Speed = 20, OutputLag = TimeSpan.FromMilliseconds(200), RateLimits = false, ContactMcpServers = false }, null, CancellationToken.None);

        await CarryOutAsync(emulator.BaseAddress, Submissions.ApiKey, WithMcpServer("https://mcp.example/mcp"));
        await CarryOutAsync(emulator.BaseAddress, Submissions.ApiKey, WithSkill("xlsx@20251013"));
    }

    [Fact]
    [Trait("Category", "Live")]
    public async Task A_real_session_uses_a_public_MCP_server()
    {
        var url = Wanted("ANTPATH_LIVE_MCP_URL");

        await CarryOutAsync(Anthropic, Wanted("ANTHROPIC_API_KEY"), WithMcpServer(url));
    }

    [Fact]
    [Trait("Category", "Live")]
    public async Task A_real_session_uses_a_skill_of_Anthropic()
    {
        var skill = Wanted("ANTPATH_LIVE_SKILL");

        await CarryOutAsync(Anthropic, Wanted("ANTHROPIC_API_KEY"), WithSkill(skill));
    }

    /// <summary>The variable's value, or the test is skipped with what is missing.</summary>
    private static string Wanted(string name)
    {
        string[] needed = ["ANTPATH_LIVE", "ANTHROPIC_API_KEY", name];
        var missing = needed.Where(n => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(n))).Distinct(StringComparer.Ordinal).ToList();
        Assert.SkipWhen(missing.Count > 0, $"This costs money and is opted into: set {string.Join(", ", missing)}.");
        return Environment.GetEnvironmentVariable(name)!;
    }

    private static int Number(string name, int otherwise, int min, int max) =>
        Environment.GetEnvironmentVariable(name) is { } text ? Math.Clamp(int.Parse(text, CultureInfo.InvariantCulture), min, max) : otherwise;

    private static JsonObject WithMcpServer(string url) => new()
    {
        ["model"] = "claude-haiku-4-5",
        ["mcpServers"] = new JsonArray(new JsonObject { ["name"] = "public", ["url"] = url, ["auth"] = new JsonObject { ["type"] = "none" } }),
        ["tools"] = new JsonArray(
            new JsonObject { ["type"] = "agent_toolset_20260401", ["defaultConfig"] = Allowed() },
            new JsonObject { ["type"] = "mcp_toolset", ["mcpServerName"] = "public", ["defaultConfig"] = Allowed() }),
    };

    /// <param name="pinned"><c>id@version</c>: templates name exact versions.</param>
    private static JsonObject WithSkill(string pinned) => new()
    {
        ["model"] = "claude-haiku-4-5",
        ["tools"] = new JsonArray(new JsonObject { ["type"] = "agent_toolset_20260401", ["defaultConfig"] = Allowed() }),
        ["skills"] = new JsonArray(new JsonObject { ["type"] = "anthropic", ["skillId"] = pinned.Split('@')[0], ["version"] = pinned.Split('@')[^1] }),
    };

    private static JsonObject Allowed() => new() { ["permissionPolicy"] = new JsonObject { ["type"] = "always_allow" } };

    private async Task CarryOutAsync(Uri provider, string apiKey, JsonObject agent)
    {
        var cents = Number("ANTPATH_LIVE_CENTS", CentsDefault, 1, 1_000);
        var patience = TimeSpan.FromSeconds(Number("ANTPATH_LIVE_TIMEOUT_SECONDS", SecondsDefault, 10, 3_600));
        if (provider == Anthropic)
            Console.WriteLine($"A session of the real service, which may cost up to about {cents} US cents.");
        await using var engine = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_PLAN_BUDGET_CENTS_DEFAULT", $"{cents}"));
        var storage = Directory.CreateTempSubdirectory("antpath-live-");
        var principal = await engine.NewPrincipalAsync();
        var run = await engine.SubmitAsync(principal, run: Parse(apiKey, agent, (int)patience.TotalSeconds));
        using var worker = await WorkerHost.StartAsync(
            engine, provider, storage.FullName, ("ANTPATH_WORKER_POLL_BASE", "00:00:01"), ("ANTPATH_WORKER_POLL_MAX", "00:00:05"), ("ANTPATH_WORKER_SETTLE_QUIET", "00:00:03"));
        if (!await CleanedUpAsync(engine, run, 2 * patience))
        {
            // whatever is wrong: nothing may stay behind at a service that costs money
            await engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
            await CleanedUpAsync(engine, run, patience);
        }

        await worker.StopAsync();
        storage.Delete(recursive: true);
        Assert.Equal(
            $"{RunStatus.Succeeded} {CleanupStatus.Succeeded}",
            await engine.ScalarAsync<string>("select status || ' ' || cleanup_status from runs where id = $1", run.Value));
    }

    /// <returns>Whether the run's clean-up ended in time.</returns>
    private static async Task<bool> CleanedUpAsync(EngineUnderTest engine, RunId run, TimeSpan patience)
    {
        var from = TimeProvider.System.GetTimestamp();
        while (!await engine.ScalarAsync<bool>("select cleaned_up_at is not null from runs where id = $1", run.Value))
        {
            if (TimeProvider.System.GetElapsedTime(from) > patience)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return true;
    }

    private static SubmittedRun Parse(string apiKey, JsonObject agent, int durationSeconds)
    {
        var body = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["name"] = "live",
                ["agent"] = agent,
                ["prompt"] = "Name in one sentence the tools or skills you were given, write that sentence to /mnt/session/outputs/report.md, then stop.",
                ["limits"] = new JsonObject { ["maxDurationSeconds"] = Math.Max(30, durationSeconds) },
            },
            ["secrets"] = new JsonObject { ["anthropic"] = new JsonObject { ["apiKey"] = apiKey } },
        };
        var result = SubmissionParser.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()), new SubmissionLimits());
        if (result is SubmissionParseResult.Refused refused)
            Assert.Fail(string.Join("; ", refused.Problems.Select(p => $"{p.Pointer} {p.Code} {p.Message}")));
        return Assert.IsType<SubmissionParseResult.Accepted>(result).Run;
    }
}
