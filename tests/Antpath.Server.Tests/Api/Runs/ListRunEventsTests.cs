using System.Net.Http.Json;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Runs;
using Antpath.Server.Api.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Api.Runs;

public sealed class ListRunEventsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_log_begins_with_the_submission()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);

        var page = await ReadAsync(tenant, run.Id, "");

        Assert.Equal("run.submitted", page.Data[0].Type);
        Assert.False(page.Closed);
    }

    [Fact]
    public async Task What_is_there_already_is_answered_at_once()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);

        var page = await ReadAsync(tenant, run.Id, "?wait=30");

        Assert.NotEmpty(page.Data);
    }

    [Fact]
    public async Task A_waiting_request_is_answered_when_something_happens()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        var seen = await ReadAsync(tenant, run.Id, "");

        var waiting = ReadAsync(tenant, run.Id, $"?after={seen.NextCursor}&wait=30");
        await CancelAsync(tenant, run.Id);
        var page = await waiting;

        Assert.Contains(page.Data, e => e.Type == "run.cancel_requested");
    }

    [Fact]
    public async Task When_the_time_is_over_the_page_is_empty_and_the_cursor_stays()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        var seen = await ReadAsync(tenant, run.Id, "");

        var page = await ReadAsync(tenant, run.Id, $"?after={seen.NextCursor}&wait=1");

        Assert.Empty(page.Data);
        Assert.Equal(seen.NextCursor, page.NextCursor);
    }

    [Fact]
    public async Task A_client_that_goes_away_gives_its_seat_back()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        var seen = await ReadAsync(tenant, run.Id, "");
        var waits = server.App.Services.GetRequiredService<EventWaits>();
        using var gone = new CancellationTokenSource();

        var waiting = tenant.Client.GetAsync($"/v1/runs/{run.Id}/events?after={seen.NextCursor}&wait=30", gone.Token);
        await UntilAsync(() => waits.SeatsOf(tenant.Workspace) == 1);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await UntilAsync(() => waits.SeatsOf(tenant.Workspace) == 0);
    }

    [Theory]
    [InlineData("?after=nonsense", "?after")]
    [InlineData("?limit=0", "?limit")]
    [InlineData("?limit=1001", "?limit")]
    [InlineData("?limit=ten", "?limit")]
    [InlineData("?wait=31", "?wait")]
    [InlineData("?wait=-1", "?wait")]
    [InlineData("?limit=1&limit=2", "?limit")]
    public async Task A_bad_parameter_is_named(string query, string pointer)
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);

        using var response = await tenant.Client.GetAsync($"/v1/runs/{run.Id}/events{query}", TestContext.Current.CancellationToken);

        var problem = await Refusal.IsAsync(response, 400, ApiProblemCodes.ParameterInvalid);
        Assert.Equal(pointer, problem.Errors!.Single().Pointer);
    }

    private static async Task<EventPage> ReadAsync(Tenant tenant, RunId run, string query) =>
        (await tenant.Client.GetFromJsonAsync($"/v1/runs/{run}/events{query}", WireJson.Default.EventPage, TestContext.Current.CancellationToken))!;

    private static async Task CancelAsync(Tenant tenant, RunId run)
    {
        using var answer = await tenant.Client.PostAsync($"/v1/runs/{run}/cancel", null, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Waits for what another thread of the server does; gives up with the test.</summary>
    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
