using System.Net.Http.Json;
using Antpath.Audit;
using Antpath.Ids;
using Antpath.Problems;

namespace Antpath.Server.Tests.Api.Audit;

public sealed class ListAuditTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task What_was_done_over_the_API_is_told_and_its_chain_holds()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        (await tenant.Client.PostAsync($"/v1/runs/{run.Id}/cancel", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        (await tenant.Client.DeleteAsync($"/v1/runs/{run.Id}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var page = await ReadAsync(tenant, "");

        Assert.Equal(["run.delete", "run.cancel", "api_token.create", "workspace.create"], page.Data.Select(line => line.Action));
        Assert.Equal((run.Id.ToString(), tenant.Owner, tenant.Token), (page.Data[0].TargetId, page.Data[0].AppUserId, page.Data[0].ApiTokenId));
        Assert.NotNull(page.Data[0].RequestId);
        var chain = new AuditChain(page.Head);
        Assert.All(page.Data, line => Assert.Null(chain.Take(line)));
        Assert.Null(chain.Finish());
    }

    [Fact]
    public async Task It_is_read_page_by_page()
    {
        var tenant = await server.CreateTenantAsync();

        var first = await ReadAsync(tenant, "?limit=1");
        var second = await ReadAsync(tenant, $"?limit=1&cursor={first.NextCursor}");

        Assert.Equal([2L, 1L], first.Data.Concat(second.Data).Select(line => line.Sequence));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task It_is_filtered_as_on_the_page()
    {
        var tenant = await server.CreateTenantAsync();
        var nobody = AppUserId.From(Guid.AllBitsSet);

        Assert.Equal(["api_token.create"], await ActionsAsync(tenant, "?action=api_token."));
        Assert.Equal(["workspace.create"], await ActionsAsync(tenant, "?action=workspace.create&from=2001-01-01&until=9999-01-01"));
        Assert.Equal(["api_token.create", "workspace.create"], await ActionsAsync(tenant, $"?appUserId={tenant.Owner}"));
        Assert.Empty(await ActionsAsync(tenant, $"?appUserId={nobody}"));
        Assert.Empty(await ActionsAsync(tenant, "?until=2001-01-01"));
        Assert.Empty(await ActionsAsync(tenant, "?from=9999-01-01"));
        Assert.Empty(await ActionsAsync(await server.CreateTenantAsync(), $"?appUserId={tenant.Owner}"));
    }

    [Fact]
    public async Task A_filtered_trail_has_pages_too()
    {
        var tenant = await server.CreateTenantAsync();

        var first = await ReadAsync(tenant, $"?appUserId={tenant.Owner}&limit=1");
        var second = await ReadAsync(tenant, $"?appUserId={tenant.Owner}&limit=1&cursor={first.NextCursor}");

        Assert.Equal([2L, 1L], first.Data.Concat(second.Data).Select(line => line.Sequence));
        Assert.Null(second.NextCursor);
    }

    [Theory]
    [InlineData("?cursor=nonsense")]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?action=run")]
    [InlineData("?action=%25")]
    [InlineData("?action=")]
    [InlineData("?appUserId=ada")]
    [InlineData("?appUserId=run_00000000000000000000000000")]
    [InlineData("?from=yesterday")]
    [InlineData("?until=2026-13-01")]
    [InlineData("?from=2026-03-01&until=2026-03-01")]
    [InlineData("?action=run.&cursor=nonsense")]
    [InlineData("?person=ada")]
    public async Task Nonsense_is_refused(string query)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await tenant.Client.GetAsync($"/v1/audit{query}", TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 400, ApiProblemCodes.ParameterInvalid);
    }

    private static async Task<IEnumerable<string>> ActionsAsync(Tenant tenant, string query) => (await ReadAsync(tenant, query)).Data.Select(line => line.Action);

    private static async Task<AuditPage> ReadAsync(Tenant tenant, string query) =>
        (await tenant.Client.GetFromJsonAsync($"/v1/audit{query}", WireJson.Default.AuditPage, TestContext.Current.CancellationToken))!;
}
