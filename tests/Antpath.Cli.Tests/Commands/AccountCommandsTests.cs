using Antpath.Cli.Tests.Support;
using Antpath.Deployment;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Sweeps;
using Antpath.Workspaces;

namespace Antpath.Cli.Tests.Commands;

public sealed class AccountCommandsTests
{
    private static readonly WhoAmI Member = new()
    {
        Workspace = new WorkspaceReference { Id = new WorkspaceId(Sample.Run.Value), Name = "Ants" },
        AppUserId = new AppUserId(Sample.Run.Value),
        Scopes = ["submit", "read"],
    };

    private static readonly WhoAmI Admin = Member with { Scopes = ["read", "admin"] };

    private static readonly Reply Who = Replies.Json(Member, WireJson.Default.WhoAmI);

    [Fact]
    public async Task Login_keeps_a_token_that_works_for_its_owner_alone()
    {
        await using var cli = new CliFixture { Input = Sample.Token + "\n" };
        cli.Environment.Remove("ANTPATH_API_TOKEN");
        cli.Server.On("GET /v1/whoami", Who);

        Assert.Equal(0, await cli.RunAsync("login"));
        var file = Path.Combine(cli.ConfigFolder, "login.json");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain(Sample.Token, cli.Everything, StringComparison.Ordinal);

        cli.Environment["ANTPATH_BASE_URL"] = "";
        Assert.Equal(0, await cli.RunAsync("whoami"));
        Assert.Contains("Ants", cli.Output, StringComparison.Ordinal);
        Assert.Equal($"Bearer {Sample.Token}", cli.Server.Requests[^1].Headers["Authorization"]);

        Assert.Equal(0, await cli.RunAsync("logout"));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Login_does_not_keep_a_token_that_is_refused()
    {
        await using var cli = new CliFixture { Input = "ant_wrong" };
        cli.Server.On("GET /v1/whoami", Replies.Problem(401, "token_malformed"));

        Assert.Equal(6, await cli.RunAsync("login"));
        Assert.False(Directory.Exists(cli.ConfigFolder));
    }

    [Fact]
    public async Task A_saved_token_is_not_sent_to_another_address()
    {
        await using var cli = new CliFixture { Input = Sample.Token };
        cli.Server.On("GET /v1/whoami", Who);
        await cli.RunAsync("login");
        cli.Environment.Remove("ANTPATH_API_TOKEN");
        await using var other = new ScriptedServer();

        Assert.Equal(6, await cli.RunAsync("whoami", "--base-url", other.BaseUrl.ToString()));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Doctor_finds_all_well()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /healthz", Replies.Text("ok", "text/plain", 200, "Date: Sun, 01 Mar 2026 12:00:00 GMT", "X-Antpath-Version: 0.5.0"));
        cli.Server.On("GET /v1/whoami", Who);

        Assert.Equal(0, await cli.RunAsync("doctor"));
        Assert.All(cli.Lines, line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(Sample.Token, cli.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(CliFixture.ApiKey, cli.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "ok       row security", false)]
    [InlineData(false, "warning  row security", true)]
    public async Task Doctor_tells_administrators_whether_the_database_keeps_workspaces_apart(bool holds, string told, bool remedy)
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /healthz", Replies.Text("ok", "text/plain"));
        cli.Server.On("GET /v1/whoami", Replies.Json(Admin, WireJson.Default.WhoAmI));
        cli.Server.On("GET /v1/deployment", Replies.Json(new DeploymentView { RowSecurity = holds }, WireJson.Default.DeploymentView));

        Assert.Equal(0, await cli.RunAsync("doctor"));

        Assert.Contains(told, cli.Output, StringComparison.Ordinal);
        Assert.Equal(remedy, cli.Output.Contains("ANTPATH_DATABASE_ASSUME_ROLE=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_does_without_what_an_older_server_does_not_tell()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /healthz", Replies.Text("ok", "text/plain"));
        cli.Server.On("GET /v1/whoami", Replies.Json(Admin, WireJson.Default.WhoAmI));
        cli.Server.On("GET /v1/deployment", Replies.Problem(404, "not_found"));

        Assert.Equal(0, await cli.RunAsync("doctor"));

        Assert.Contains("ok       row security    not told", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_tells_each_problem_with_its_remedy_and_exits_with_the_first()
    {
        await using var cli = new CliFixture();
        cli.Environment.Remove("ANTPATH_API_TOKEN");
        cli.Environment["ANTHROPIC_API_KEY"] = "canary";
        cli.Write("broken.json", """{ "agent": {}, "prompt": "" }""");
        cli.Server.On("GET /healthz", Replies.Text("ok", "text/plain", 200, "Date: Sun, 01 Mar 2026 13:00:00 GMT"));

        Assert.Equal(6, await cli.RunAsync("doctor"));
        Assert.Contains("problem  API token", cli.Output, StringComparison.Ordinal);
        Assert.Contains("problem  provider key", cli.Output, StringComparison.Ordinal);
        Assert.Contains("warning  templates here  0 valid, 1 not: broken.json", cli.Output, StringComparison.Ordinal);
        Assert.Contains("warning  clock           differs from the server's by 1h 0m", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", cli.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_when_nobody_answers()
    {
        await using var cli = new CliFixture();
        await cli.Server.DisposeAsync();

        Assert.Equal(8, await cli.RunAsync("doctor", "--json"));
        Assert.Contains("\"verdict\":\"problem\"", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_sweep_hands_the_key_over_follows_and_shows_the_report()
    {
        await using var cli = new CliFixture();
        cli.Server.On("POST /v1/provider-sweeps", Replies.Json(Sweep("queued", "Waiting for a worker."), WireJson.Default.ProviderSweepView, 202));
        cli.Server.On(
            $"GET /v1/provider-sweeps/{Sweep("", "").Id}",
            Replies.Json(Sweep("running", "Looking."), WireJson.Default.ProviderSweepView),
            Replies.Json(Sweep("succeeded", "1 removed, 0 stay."), WireJson.Default.ProviderSweepView));

        Assert.Equal(0, await cli.RunAsync("doctor", "--sweep", "--yes"));

        Assert.Contains("vault_1", cli.Output, StringComparison.Ordinal);
        Assert.Contains("succeeded: 1 removed, 0 stay.", cli.Output, StringComparison.Ordinal);
        Assert.Contains("Looking.", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(CliFixture.ApiKey, cli.Everything, StringComparison.Ordinal);
        Assert.Contains(CliFixture.ApiKey, cli.Server.Requests[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor --sweep", "--yes")] // nobody can be asked
    [InlineData("doctor --dry-run", "--sweep")]
    public async Task Doctor_sweeps_only_when_it_is_meant(string command, string told)
    {
        await using var cli = new CliFixture();

        Assert.Equal(2, await cli.RunAsync(command.Split(' ')));

        Assert.Contains(told, cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_scripts_ask_antpath_itself(string shell)
    {
        await using var cli = new CliFixture();

        Assert.Equal(0, await cli.RunAsync("completion", shell));
        Assert.Contains("[suggest:", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_know_commands_and_options()
    {
        await using var cli = new CliFixture();

        await cli.RunAsync("[suggest:10]", "antpath ru");
        Assert.Contains("runs", cli.Lines);

        await cli.RunAsync("[suggest:24]", "antpath runs list --stat");
        Assert.Contains("--status", cli.Lines);
    }

    private static ProviderSweepView Sweep(string status, string message) => new()
    {
        Id = ProviderSweepId.From(Guid.AllBitsSet),
        Status = status,
        StatusReason = new Reason { Code = status == "" ? "none" : status, Message = message },
        DryRun = false,
        SecretHeld = status != "succeeded",
        FoundCount = status == "queued" ? 0 : 1,
        Findings = status != "succeeded" ? [] :
        [
            new ProviderSweepFinding
            {
                Type = "vault", ProviderId = "vault_1", Run = "run_1", CreatedAt = DateTimeOffset.UnixEpoch, Action = "removed",
                Reason = new Reason { Code = "unknown_run", Message = "No run of this installation has the id in its marker." },
            },
        ],
        CreatedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = status == "succeeded" ? DateTimeOffset.UnixEpoch : null,
        DeadlineAt = DateTimeOffset.UnixEpoch,
    };
}
