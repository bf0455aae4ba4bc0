using Antpath.Testing.Postgres;

namespace Antpath.Server.Tests.Hosting;

public sealed class OwnerTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IDisposable
{
    private readonly string _storage = Directory.CreateTempSubdirectory("antpath-server-tests-").FullName;

    [Fact]
    public async Task A_server_that_owns_the_tables_works_and_says_that_row_security_does_not_hold_it()
    {
        var settings = RunningServer.SettingsFor(database.ConnectionString, _storage);
        await using var app = ServerHost.Build(new ServerStart { Role = ServerRole.All, ReadsEnvironment = false, Settings = settings });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = RunningServer.AddressOf(app) };

        var text = await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal("ready, but the database user owns the tables: row-level security does not hold it", text);
    }

    [Fact]
    public void A_process_of_two_roles_cannot_take_on_one()
    {
        var settings = new Dictionary<string, string?>(RunningServer.SettingsFor(database.ConnectionString, _storage)) { ["ANTPATH_DATABASE_ASSUME_ROLE"] = "true" };

        var refused = Assert.Throws<Engine.Configuration.SettingsException>(() => ServerHost.Build(new ServerStart { Role = ServerRole.All, ReadsEnvironment = false, Settings = settings }));

        Assert.Contains("ANTPATH_DATABASE_ASSUME_ROLE", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_storage, recursive: true);
}
