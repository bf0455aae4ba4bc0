using System.Text;
using System.Text.Json.Nodes;
using Antpath.Emulator;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Submission;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Worker;

/// <summary>A run whose agent uses a real MCP server: its bearer travels in the run's secrets, through the provider's vault, to the server.</summary>
public sealed class McpServerRunTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_bearer_reaches_the_server()
    {
        var token = Guid.CreateVersion7().ToString("N");
        await using var server = await ReferenceMcpServer.StartAsync(token);

        var (status, events) = await RunAsync(server.Url, token);

        Assert.Equal(RunStatus.Succeeded, status);
        Assert.DoesNotContain(events, e => e.Type == "session.error");
        var seen = await server.SeenAsync();
        Assert.Equal(0, seen.Refused);
        Assert.Contains("initialize", seen.Methods);
        Assert.Contains("tools/list", seen.Methods);
        Assert.Contains(events, e => e.Type == "agent.mcp_tool_use");
    }

    [Fact]
    public async Task A_wrong_bearer_is_told_in_the_runs_events_and_what_to_do()
    {
        var wrong = Guid.CreateVersion7().ToString("N");
        await using var server = await ReferenceMcpServer.StartAsync(Guid.CreateVersion7().ToString("N"));

        var (_, events) = await RunAsync(server.Url, wrong);

        var error = Assert.Single(events, e => e.Type == "session.error");
        Assert.Equal("mcp_authentication_failed_error", error.Summary!.Value.GetProperty("error").GetString());
        Assert.Equal("MCP server tracker refused the run's bearer; check it and submit again", EventSentence.Of(error));
        Assert.All(events, e => Assert.DoesNotContain(wrong, e.ToString(), StringComparison.Ordinal));
        var seen = await server.SeenAsync();
        Assert.Empty(seen.Methods);
        Assert.True(seen.Refused > 0, "nobody came");
    }

    private async Task<(string Status, IReadOnlyList<EventView> Events)> RunAsync(string url, string token)
    {
        var storage = Directory.CreateTempSubdirectory("antpath-mcp-");
        try
        {
            await using var emulator = await EmulatorHost.StartAsync(
                new EmulatorOptions { Speed = 20, OutputLag = TimeSpan.FromMilliseconds(200), RateLimits = false, ContactMcpServers = true, Seed = 3 }, null, Cancellation);
            await using var engine = new EngineUnderTest(database.ConnectionString);
            var principal = await engine.NewPrincipalAsync();
            using var worker = await WorkerHost.StartAsync(engine, emulator.BaseAddress, storage.FullName);

            var run = await engine.SubmitAsync(principal, run: Submission(url, token));
            await OverAsync(engine, run);
            await worker.StopAsync(Cancellation);

            var page = await engine.Get<RunQueries>().EventsAsync(principal.Workspace, run, after: null, RunListLimits.EventsMax, Cancellation);
            var status = await engine.ScalarAsync<string>("select status from runs where id = $1", run.Value);
            return (status!, Assert.IsType<PageResult<EventPage>.Found>(page).Page.Data);
        }
        finally
        {
            storage.Delete(recursive: true);
        }
    }

    private static async Task OverAsync(EngineUnderTest engine, RunId run)
    {
        var from = TimeProvider.System.GetTimestamp();
        while (!await engine.ScalarAsync<bool>("select cleaned_up_at is not null from runs where id = $1", run.Value))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(from) < Patience, "the run does not end");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    private static SubmittedRun Submission(string url, string token)
    {
        var body = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["name"] = "with-a-server",
                ["agent"] = new JsonObject
                {
                    ["model"] = "claude-opus-5-5",
                    ["tools"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "mcp_toolset",
                        ["mcpServerName"] = "tracker",
                        ["defaultConfig"] = new JsonObject { ["permissionPolicy"] = new JsonObject { ["type"] = "always_allow" } },
                    }),
                    ["mcpServers"] = new JsonArray(new JsonObject { ["name"] = "tracker", ["url"] = url, ["auth"] = new JsonObject { ["type"] = "required_static_bearer" } }),
                },
                ["prompt"] = "Use the tracker.",
            },
            ["secrets"] = new JsonObject
            {
                ["anthropic"] = new JsonObject { ["apiKey"] = Submissions.ApiKey },
                ["mcpServers"] = new JsonArray(
                    new JsonObject { ["name"] = "tracker", ["url"] = url, ["headers"] = new JsonObject { ["Authorization"] = $"Bearer {token}" } }),
            },
        };
        var parsed = SubmissionParser.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()), new SubmissionLimits());
        if (parsed is SubmissionParseResult.Refused refused)
            Assert.Fail(string.Join("; ", refused.Problems.Select(p => $"{p.Pointer} {p.Code} {p.Message}")));
        return Assert.IsType<SubmissionParseResult.Accepted>(parsed).Run;
    }
}
