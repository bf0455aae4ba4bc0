using System.Net.Http.Json;

namespace Antpath.Server.Tests.Api;

public sealed class DeploymentTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrators_are_told_that_the_database_holds_the_server()
    {
        var tenant = await server.CreateTenantAsync("admin");

        var view = await tenant.Client.GetFromJsonAsync("/v1/deployment", WireJson.Default.DeploymentView, Cancellation);

        Assert.True(view!.RowSecurity);
    }

    [Fact]
    public async Task Administrators_are_told_when_the_server_owns_the_tables()
    {
        await using var owner = await server.StartAnotherAsync(("ANTPATH_DATABASE_ASSUME_ROLE", "false"));
        var tenant = await server.CreateTenantAsync("admin");
        using var client = RunningServer.ClientOf(owner, tenant.TokenText.Reveal());

        var view = await client.GetFromJsonAsync("/v1/deployment", WireJson.Default.DeploymentView, Cancellation);

        Assert.False(view!.RowSecurity);
    }
}
