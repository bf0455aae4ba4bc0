using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Runs;
using Antpath.Server.Api;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antpath.Server.Tests.Api;

/// <summary>
/// Tries every operation of the API description as nobody, with every kind of bad token, without the scope, and on another workspace's run.
/// An operation that is not counted here fails the first test.
/// </summary>
public sealed class CensusTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly OutputId NoOutput = OutputId.From(Guid.AllBitsSet);

    /// <summary>Operations with a token, and whether they name a run.</summary>
    private static readonly Dictionary<string, bool> NamesRunByOperation = new()
    {
        ["submitRun"] = false,
        ["listRuns"] = false,
        ["getRun"] = true,
        ["listRunEvents"] = true,
        ["listRunResources"] = true,
        ["cancelRun"] = true,
        ["deleteRun"] = true,
        ["listRunOutputs"] = true,
        ["createOutputLink"] = true,
        ["createArchiveLink"] = true,
        ["retryOutputs"] = true,
        ["deleteOutputs"] = true,
        ["setOutputsRetention"] = false,
        ["clearOutputsRetention"] = false,
        ["whoAmI"] = false,
        ["getWorkspace"] = false,
        ["getUsage"] = false,
        ["listAudit"] = false,
        ["deleteWorkspace"] = false,
        ["listTokens"] = false,
        ["createToken"] = false,
        ["rotateToken"] = false,
        ["revokeToken"] = false,
        ["startProviderSweep"] = false,
        ["getProviderSweep"] = false,
        ["getDeployment"] = false,
        ["renameWorkspace"] = false,
        ["transferWorkspace"] = false,
        ["listMembers"] = false,
        ["changeMemberRole"] = false,
        ["removeMember"] = false,
        ["listInvitations"] = false,
        ["createInvitation"] = false,
        ["revokeInvitation"] = false,
    };

    /// <summary>Operations that take no token, each for a reason of its own.</summary>
    private static readonly HashSet<string> Open = ["readOutputContent", "readArchive", "healthz", "readyz"];

    public static TheoryData<string> Guarded => [.. NamesRunByOperation.Keys];

    public static TheoryData<string> OnOthers => [.. OtherThings.ByOperation.Keys];

    public static TheoryData<string> OnRuns => [.. NamesRunByOperation.Where(o => o.Value).Select(o => o.Key)];

    [Fact]
    public async Task Every_operation_of_the_description_is_counted_here()
    {
        using var client = server.Anonymous();
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;

        var described = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => (string)o.Value!["operationId"]!);

        Assert.Equal(NamesRunByOperation.Keys.Concat(Open).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_that_names_a_thing_is_tried_with_another_workspaces()
    {
        var naming = Operations.All.Where(o => o.Scope is not null && o.Route.Contains('{', StringComparison.Ordinal)).Select(o => o.Id);

        Assert.Equal(naming.Order(StringComparer.Ordinal), NamesRunByOperation.Where(o => o.Value).Select(o => o.Key).Concat(OtherThings.ByOperation.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Nobody_is_let_in_without_a_token(string operation)
    {
        using var client = server.Anonymous();

        using var answer = await SendAsync(client, operation, NoRun);

        await Refusal.IsAsync(answer, 401, ApiProblemCodes.TokenMissing);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_mistyped_token_is_told_from_an_unknown_one(string operation)
    {
        var good = ApiTokenText.Create(ApiTokenId.From(Guid.CreateVersion7())).Reveal();
        using var unknown = server.ClientWith(good);
        using var mistyped = server.ClientWith(good[..^1] + (good[^1] == 'x' ? 'y' : 'x'));

        using var toUnknown = await SendAsync(unknown, operation, NoRun);
        using var toMistyped = await SendAsync(mistyped, operation, NoRun);

        await Refusal.IsAsync(toUnknown, 401, ApiProblemCodes.TokenUnknown);
        await Refusal.IsAsync(toMistyped, 401, ApiProblemCodes.TokenMalformed);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_revoked_token_opens_nothing(string operation)
    {
        var tenant = await server.CreateTenantAsync();
        await server.App.Services.GetRequiredService<ApiTokens>().RevokeAsync(tenant.Workspace, tenant.Token, tenant.Owner, TestContext.Current.CancellationToken);

        using var answer = await SendAsync(tenant.Client, operation, NoRun);

        await Refusal.IsAsync(answer, 401, ApiProblemCodes.TokenRevoked);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task An_expired_token_opens_nothing(string operation)
    {
        var tenant = await server.CreateTenantAsync();
        await ExecuteAsync("update api_tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 day' where workspace_id = @id", tenant.Workspace.Value);

        using var answer = await SendAsync(tenant.Client, operation, NoRun);

        await Refusal.IsAsync(answer, 401, ApiProblemCodes.TokenExpired);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_disabled_persons_token_opens_nothing(string operation)
    {
        var tenant = await server.CreateTenantAsync();
        await ExecuteAsync("update app_users set disabled_at = now() where id = @id", tenant.Owner.Value);

        using var answer = await SendAsync(tenant.Client, operation, NoRun);

        await Refusal.IsAsync(answer, 401, ApiProblemCodes.TokenCreatorDisabled);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task The_token_of_somebody_who_was_removed_opens_nothing(string operation)
    {
        var tenant = await server.CreateTenantAsync();
        await ExecuteAsync("update workspace_memberships set status = 'removed' where workspace_id = @id", tenant.Workspace.Value);

        using var answer = await SendAsync(tenant.Client, operation, NoRun);

        await Refusal.IsAsync(answer, 401, ApiProblemCodes.TokenCreatorDisabled);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_closed_workspace_is_closed(string operation)
    {
        const string Going = "status = 'pending_delete', pending_delete_at = now()", Gone = "status = 'deleted', pending_delete_at = now(), deleted_at = now()";
        var tenant = await server.CreateTenantAsync();
        foreach (var closing in (string[])["status = 'suspended'", Going, Gone])
        {
            await ExecuteAsync($"update workspaces set {closing} where id = @id", tenant.Workspace.Value);

            using var answer = await SendAsync(tenant.Client, operation, NoRun);

            await Refusal.IsAsync(answer, 403, ApiProblemCodes.WorkspaceClosed);
        }
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Every_scope_but_the_right_one_is_not_enough(string operation)
    {
        var needed = Operations.All.Single(o => o.Id == operation).Scope;
        var tenant = await server.CreateTenantAsync([.. Scope.All.Where(s => s != needed)]);

        using var answer = await SendAsync(tenant.Client, operation, NoRun);

        var problem = await Refusal.IsAsync(answer, 403, ApiProblemCodes.ScopeMissing);
        Assert.Contains($"'{needed}'", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_token_does_no_more_than_its_creators_role_now(string operation)
    {
        var needed = Operations.All.Single(o => o.Id == operation).Scope!;
        var tenant = await server.CreateTenantAsync();
        await ExecuteAsync("update workspace_memberships set role = 'viewer' where workspace_id = @id", tenant.Workspace.Value);

        using var answer = await SendAsync(tenant.Client, operation, NoRun);

        if (!Scope.OfRole("viewer").Contains(needed))
            await Refusal.IsAsync(answer, 403, ApiProblemCodes.ScopeMissing);
        else
            Assert.NotEqual(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(OnRuns))]
    public async Task Another_workspaces_run_does_not_exist(string operation)
    {
        var theirs = await server.CreateTenantAsync();
        var run = await Submissions.AcceptedAsync(theirs.Client);
        var mine = await server.CreateTenantAsync();

        using var ofTheirs = await SendAsync(mine.Client, operation, run.Id.ToString());
        using var ofNone = await SendAsync(mine.Client, operation, NoRun);

        var code = operation == "createOutputLink" ? ApiProblemCodes.OutputNotFound : ApiProblemCodes.RunNotFound;
        var theirProblem = await Refusal.IsAsync(ofTheirs, 404, code);
        var noProblem = await Refusal.IsAsync(ofNone, 404, code);
        Assert.Equal(noProblem with { RequestId = null }, theirProblem with { RequestId = null });
        Assert.Equal(RunStatus.Queued, await StatusAsync(theirs.Client, run.Id));
    }

    [Theory]
    [MemberData(nameof(OnOthers))]
    public async Task Another_workspaces_things_do_not_exist(string operation)
    {
        var (parameter, make, code) = OtherThings.ByOperation[operation];
        var theirs = await make(server, await server.CreateTenantAsync());
        var mine = await server.CreateTenantAsync();

        using var ofTheirs = await SendAsync(mine.Client, operation, NoRun, others: (parameter, theirs));
        using var ofNone = await SendAsync(mine.Client, operation, NoRun);

        var theirProblem = await Refusal.IsAsync(ofTheirs, 404, code);
        var noProblem = await Refusal.IsAsync(ofNone, 404, code);
        Assert.Equal(noProblem with { RequestId = null }, theirProblem with { RequestId = null });
    }

    [Theory]
    [MemberData(nameof(OnRuns))]
    public async Task What_is_no_run_id_names_no_run(string operation)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await SendAsync(tenant.Client, operation, "run_..%2f..");

        await Refusal.IsAsync(answer, 404, ApiProblemCodes.RunNotFound);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task An_unknown_parameter_is_refused(string operation)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await SendAsync(tenant.Client, operation, NoRun, "?frobnicate=1");

        var problem = await Refusal.IsAsync(answer, 400, ApiProblemCodes.ParameterInvalid);
        Assert.Equal("?frobnicate", problem.Errors!.Single().Pointer);
    }

    private static string NoRun => RunId.From(Guid.AllBitsSet).ToString();

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient client, string operationId, string run, string query = "", (string Parameter, string Id)? others = null)
    {
        var operation = Operations.All.Single(o => o.Id == operationId);
        if (others is { } other)
            operation = operation with { Route = operation.Route.Replace(other.Parameter, other.Id, StringComparison.Ordinal) };
        var path = operation.Route.Replace("{runId}", run, StringComparison.Ordinal).Replace("{outputId}", NoOutput.ToString(), StringComparison.Ordinal)
            .Replace("{tokenId}", ApiTokenId.From(Guid.AllBitsSet).ToString(), StringComparison.Ordinal)
            .Replace("{sweepId}", ProviderSweepId.From(Guid.AllBitsSet).ToString(), StringComparison.Ordinal)
            .Replace("{memberId}", AppUserId.From(Guid.AllBitsSet).ToString(), StringComparison.Ordinal)
            .Replace("{invitationId}", InvitationId.From(Guid.AllBitsSet).ToString(), StringComparison.Ordinal);
        if (operationId == "changeMemberRole" && query.Length == 0)
            query = "?role=viewer";
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path + query);
        if (operationId == "submitRun")
        {
            request.Content = new StringContent(Submissions.Valid().ToJsonString());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> StatusAsync(HttpClient client, RunId run) =>
        (string)JsonNode.Parse(await client.GetStringAsync($"/v1/runs/{run}", TestContext.Current.CancellationToken))!["status"]!;

    private async Task ExecuteAsync(string sql, Guid id)
    {
        await using var command = server.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid>("id", id));
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
