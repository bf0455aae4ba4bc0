using System.Net;
using System.Net.Http.Json;
using Antpath.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Tests.Api.Workspace;

public sealed class DeleteWorkspaceTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workspace_that_is_deleted_refuses_its_tokens_from_then_on()
    {
        var tenant = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(tenant.Client);
        var name = (await ReadAsync(tenant)).Name;

        using var answer = await DeleteAsync(tenant, name);
        var view = await answer.Content.ReadFromJsonAsync(WireJson.Default.WorkspaceView, Cancellation);
        using var afterwards = await tenant.Client.GetAsync(new Uri($"/v1/runs/{run.Id}", UriKind.Relative), Cancellation);
        using var submission = await Submissions.PostAsync(tenant.Client, Submissions.Valid());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(("pending_delete", "stopping_runs"), (view!.Status, view.DeletionStage));
        await Refusal.IsAsync(afterwards, 403, ApiProblemCodes.WorkspaceClosed);
        await Refusal.IsAsync(submission, 403, ApiProblemCodes.WorkspaceClosed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Another")]
    public async Task Without_its_name_nothing_is_deleted(string? name)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await DeleteAsync(tenant, name);

        var problem = await Refusal.IsAsync(answer, 400, ApiProblemCodes.ParameterInvalid);
        Assert.Equal("?confirm", problem.Errors!.Single().Pointer);
        Assert.Equal("active", (await ReadAsync(tenant)).Status);
    }

    private static async Task<WorkspaceView> ReadAsync(Tenant tenant) =>
        (await tenant.Client.GetFromJsonAsync(new Uri("/v1/workspace", UriKind.Relative), WireJson.Default.WorkspaceView, Cancellation))!;

    private static Task<HttpResponseMessage> DeleteAsync(Tenant tenant, string? name) =>
        tenant.Client.DeleteAsync(new Uri(name is null ? "/v1/workspace" : $"/v1/workspace?confirm={Uri.EscapeDataString(name)}", UriKind.Relative), Cancellation);
}
