using Antpath.Engine.Database;
using Antpath.Server.Commands;
using Antpath.Testing.Postgres;
using Antpath.Testing.SignIn;

namespace Antpath.Server.Tests.Commands;

public sealed class BootstrapCommandTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task The_first_person_signs_in_with_the_printed_link_and_owns_a_workspace()
    {
        var settings = Settings();

        Assert.Equal(ExitCodes.Ok, await RunAsync(settings, "--email", "Ada@example.test", "--name", "Ada"));

        await using var app = ServerHost.Build(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var ada = new Visitor(new Uri("http://127.0.0.1"), RunningServer.AddressOf(app));
        var link = LinkIn(_output.ToString());
        using var answer = await ada.GetAsync(link.PathAndQuery);
        Assert.Equal("/runs", answer.Headers.Location!.OriginalString);
        Assert.True(await ada.IsSignedInAsync());
        using var again = await ada.GetAsync(link.PathAndQuery);
        Assert.Equal("/sign-in?notice=spent", again.Headers.Location!.OriginalString);
        Assert.Equal("Main|owner|Ada", await ScalarAsync("""
            select w.name || '|' || m.role || '|' || u.display_name
            from app_users u join workspace_memberships m on m.app_user_id = u.id join workspaces w on w.id = m.workspace_id
            where u.email = 'ada@example.test'
            """));
    }

    [Fact]
    public async Task Called_again_it_prints_another_link_and_makes_nothing_new()
    {
        var settings = Settings();

        await RunAsync(settings, "--email", "bob@example.test");
        await RunAsync(settings, "--email", "bob@example.test");

        Assert.Equal("1|1|2", await ScalarAsync("""
            select count(distinct u.id) || '|' || count(distinct m.workspace_id) || '|' || (select count(*) from verification_token where identifier = 'bob@example.test')
            from app_users u join workspace_memberships m on m.app_user_id = u.id where u.email = 'bob@example.test'
            """));
    }

    [Fact]
    public async Task The_link_begins_with_what_people_reach_the_server_under()
    {
        var settings = Settings();
        settings["ANTPATH_SERVER_PUBLIC_URL"] = "https://antpath.example.test";

        await RunAsync(settings, "--email", "eve@example.test");

        Assert.Equal("https://antpath.example.test", LinkIn(_output.ToString()).GetLeftPart(UriPartial.Authority));
    }

    [Theory]
    [InlineData]
    [InlineData("ada@example.test")]
    [InlineData("--email", "not-an-address")]
    [InlineData("--email", "ada@example.test", "--email", "eve@example.test")]
    [InlineData("--email", "ada@example.test", "--name")]
    [InlineData("--email", "ada@example.test", "--password", "x")]
    public async Task Words_it_does_not_understand_are_refused_and_not_repeated(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync(Settings(), args));

        Assert.StartsWith("Write antpath-server bootstrap --email ADDRESS", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("example.test", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_database_without_the_schema_is_said_to_be_one()
    {
        var settings = Settings();
        settings["ANTPATH_DATABASE_URL"] = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "nowhere" }.ConnectionString;

        await Assert.ThrowsAsync<MigrationException>(() => RunAsync(settings, "--email", "ada@example.test"));
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static Uri LinkIn(string output) => new(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim());

    private Dictionary<string, string?> Settings() => RunningServer.SettingsFor(database.ConnectionString, Path.GetTempPath());

    private Task<int> RunAsync(Dictionary<string, string?> settings, params string[] args) =>
        BootstrapCommand.RunAsync(new ServerStart { Role = ServerRole.Api, ReadsEnvironment = false, Settings = settings }, args, _output, _error);

    private async Task<string?> ScalarAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
