using System.Net;
using System.Net.Http.Json;
using Antpath.Server.Api.Runs;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Hosting;

public sealed class StoppingTests(TestServer postgres)
{
    [Fact]
    public async Task A_request_that_waits_for_events_is_answered_before_the_process_ends()
    {
        await using var server = new RunningServer(postgres);
        await server.InitializeAsync();
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        var seen = await tenant.Client.GetFromJsonAsync($"/v1/runs/{run.Id}/events", WireJson.Default.EventPage, TestContext.Current.CancellationToken);
        var waits = server.App.Services.GetRequiredService<EventWaits>();

        var waiting = tenant.Client.GetAsync($"/v1/runs/{run.Id}/events?after={seen!.NextCursor}&wait=30", TestContext.Current.CancellationToken);
        while (waits.SeatsOf(tenant.Workspace) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        await server.App.StopAsync(TestContext.Current.CancellationToken);
        using var answer = await waiting;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
