using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Server.Commands;
using Antpath.Server.Telemetry;

namespace Antpath.Server.Tests.Commands;

public sealed class ConfigCommandTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Every_missing_setting_is_named_in_one_message()
    {
        var (code, _, error) = await RunAsync([]);

        Assert.Equal(1, code);
        Assert.All(
            ["ANTPATH_DATABASE_URL", "ANTPATH_TOKEN_PEPPER", "ANTPATH_VAULT_KEYS", "ANTPATH_STORAGE_ROOT", "ANTPATH_LINK_KEY"],
            name => Assert.Contains(name, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_are_enough_exit_well_and_hide_every_secret()
    {
        var settings = server.Settings("postgres://someone:hidden-password@127.0.0.1/antpath");

        var (code, output, error) = await RunAsync(settings);

        Assert.True(code == 0, error);
        Assert.DoesNotContain("hidden-password", output + error, StringComparison.Ordinal);
        Assert.DoesNotContain(settings["ANTPATH_TOKEN_PEPPER"]!, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain(settings["ANTPATH_VAULT_KEYS"]!, output + error, StringComparison.Ordinal);
        Assert.Contains("[hidden]  (environment)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_out_of_range_are_all_named()
    {
        var settings = server.Settings("postgres://127.0.0.1/antpath");
        settings["ANTPATH_SERVER_CONNECTIONS_MAX"] = "1";
        settings["ANTPATH_SERVER_LISTEN_URL"] = "https://example.test/path";

        var (code, _, error) = await RunAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains("ANTPATH_SERVER_CONNECTIONS_MAX", error, StringComparison.Ordinal);
        Assert.Contains("ANTPATH_SERVER_LISTEN_URL", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ANTPATH_TELEMETRY_OTLP_URL", "ftp://collector.test")]
    [InlineData("ANTPATH_TELEMETRY_OTLP_URL", "http://someone:pasted-by-mistake@collector.test")]
    [InlineData("ANTPATH_TELEMETRY_OTLP_HEADERS", "pasted-by-mistake")]
    [InlineData("ANTPATH_TELEMETRY_TRACE_RATIO", "1.5")]
    [InlineData("ANTPATH_TELEMETRY_QUEUE_SECONDS", "pasted-by-mistake")]
    [InlineData("ANTPATH_TELEMETRY_PROMETHEUS_URL", "http://127.0.0.1:9464/path")]
    [InlineData("ANTPATH_TELEMETRY_PROMETHEUS_URL", "http://metrics.test:9464")]
    [InlineData("ANTPATH_TELEMETRY_PROMETHEUS_URL", "http://127.0.0.1:8080")]
    public async Task Telemetry_that_cannot_work_is_named_before_the_start(string name, string value)
    {
        var settings = server.Settings("postgres://127.0.0.1/antpath");
        settings["ANTPATH_SERVER_LISTEN_URL"] = "http://127.0.0.1:8080";
        settings[name] = value;

        var (code, _, error) = await RunAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.DoesNotContain("pasted-by-mistake", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_gets_the_time_to_hand_its_runs_back()
    {
        var settings = server.Settings("postgres://127.0.0.1/antpath");
        settings["ANTPATH_SERVER_DRAIN_SECONDS"] = "20";

        var (code, _, error) = await RunAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains("ANTPATH_SERVER_DRAIN_SECONDS", error, StringComparison.Ordinal);
        Assert.Contains("ANTPATH_WORKER_DRAIN_TIMEOUT", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_named_and_not_repeated()
    {
        var settings = server.Settings("postgres://127.0.0.1/antpath");
        settings["ANTPATH_SERVER_CONNECTIONS_MAX"] = "pasted-by-mistake";

        var (code, _, error) = await RunAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains("ANTPATH_SERVER_CONNECTIONS_MAX", error, StringComparison.Ordinal);
        Assert.DoesNotContain("pasted-by-mistake", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_name_is_pointed_out()
    {
        var settings = server.Settings("postgres://127.0.0.1/antpath");
        settings["ANTPATH_SERVER_CONECTIONS_MAX"] = "100";

        var (_, _, error) = await RunAsync(settings);

        Assert.Contains("ANTPATH_SERVER_CONECTIONS_MAX is set, but is no setting", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documentation_of_settings_is_what_the_rooms_announce()
    {
        await using var app = ServerHost.Prepare(new ServerStart { Role = ServerRole.All, ReadsEnvironment = false }).Build();
        var text = new StringBuilder("""
            # Settings

            The server and the worker are set up by environment variables, and by nothing else. `antpath-server config` shows every one with its value
            and source and names what is missing or wrong; secrets are never shown.

            This page is written from the code by a test of the server; change it there.

            | Name | Meaning | Default | Values |
            | --- | --- | --- | --- |

            """);
        foreach (var setting in RequiredSettings.Announced(app.Services))
        {
            var otherwise = setting switch
            {
                { Required: true, Alternatives: [_, ..] others } => $"required, or `{string.Join("` or `", others)}`",
                { Required: true } => "required",
                { Default: { } value } => $"`{value}`",
                _ => "",
            };
            text.Append($"| `{setting.Name}` | {setting.Meaning}{(setting.Secret ? " Secret." : "")} | {otherwise} | {setting.Range} |\n");
        }

        RepositoryFiles.MustBe("docs/operating/settings.md", text.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_option_of_the_server_is_in_the_settings_table()
    {
        var options = typeof(Server.Hosting.ApiOptions).GetProperties().Where(p => p.CanWrite).Select(p => $"Antpath:Server:{p.Name}");

        Assert.Equal(options.Order(StringComparer.Ordinal), Server.Hosting.ApiOptions.Settings.Select(s => s.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_option_of_telemetry_is_in_the_settings_table()
    {
        var options = typeof(TelemetryOptions).GetProperties().Where(p => p.CanWrite).Select(p => $"{TelemetryOptions.Section}:{p.Name}");

        Assert.Equal(options.Order(StringComparer.Ordinal), TelemetryOptions.Settings.Select(s => s.Key).Order(StringComparer.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(Dictionary<string, string?> settings)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var code = await ConfigCommand.RunAsync(new ServerStart { Role = ServerRole.All, ReadsEnvironment = false, Settings = settings }, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
