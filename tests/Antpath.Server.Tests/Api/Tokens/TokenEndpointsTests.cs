using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Antpath.Engine.Tenancy;
using Antpath.Problems;
using Antpath.Tokens;

namespace Antpath.Server.Tests.Api.Tokens;

public sealed class TokenEndpointsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_made_here_submits_until_it_is_revoked_and_its_secret_is_in_no_other_answer_and_no_log()
    {
        var tenant = await server.CreateTenantAsync();
        var created = await CreateAsync(tenant, """{"name": "pipeline", "scopes": ["submit", "read"], "expiresAt": "2099-01-01T00:00:00Z"}""");
        using var pipeline = server.ClientWith(created.Secret);

        var run = await Submissions.AcceptedAsync(pipeline);
        var listed = await tenant.Client.GetStringAsync("/v1/tokens", Cancellation);
        using var revoked = await tenant.Client.DeleteAsync($"/v1/tokens/{created.Token.Id}", Cancellation);
        using var refused = await Submissions.PostAsync(pipeline, Submissions.Valid());

        Assert.Equal(tenant.Owner, run.CreatedBy);
        Assert.Contains("pipeline", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(created.Secret, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(created.Secret[30..62], server.Log.Text, StringComparison.Ordinal);
        Assert.Equal(TokenStatus.Revoked, (string)(await revoked.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["status"]!);
        await Refusal.IsAsync(refused, 401, ApiProblemCodes.TokenRevoked);
    }

    [Fact]
    public async Task A_rotation_without_a_word_gives_a_day()
    {
        var tenant = await server.CreateTenantAsync();
        var old = await CreateAsync(tenant, """{"name": "t", "scopes": ["read"]}""");

        using var answer = await tenant.Client.PostAsync($"/v1/tokens/{old.Token.Id}/rotate", null, Cancellation);
        var next = (await answer.Content.ReadFromJsonAsync(WireJson.Default.CreatedToken, Cancellation))!;
        using var again = await tenant.Client.PostAsync($"/v1/tokens/{old.Token.Id}/rotate?overlapSeconds=5", null, Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.NotEqual(old.Secret, next.Secret);
        var replaced = (await tenant.Client.GetFromJsonAsync("/v1/tokens", WireJson.Default.TokenPage, Cancellation))!.Data.Single(t => t.Id == old.Token.Id);
        Assert.Equal(next.Token.Id, replaced.ReplacedBy);
        Assert.InRange(replaced.ExpiresAt!.Value - next.Token.CreatedAt, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
        var problem = await Refusal.IsAsync(again, 409, ApiProblemCodes.TokenNotActive);
        Assert.Contains(next.Token.Id.ToString(), problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"scopes": ["read"]}""", "", "missing_member")]
    [InlineData("""{"name": "", "scopes": ["read"]}""", "/name", "too_short")]
    [InlineData("""{"name": "   ", "scopes": ["read"]}""", "/name", "invalid_value")]
    [InlineData("""{"name": "t", "scopes": []}""", "/scopes", "too_few_items")]
    [InlineData("""{"name": "t"}""", "/scopes", "too_few_items")]
    [InlineData("""{"name": "t", "scopes": ["root"]}""", "/scopes/0", "invalid_value")]
    [InlineData("""{"name": "t", "scopes": ["read", "read"]}""", "/scopes/1", "duplicate_item")]
    [InlineData("""{"name": "t", "scopes": "read"}""", "/scopes", "wrong_type")]
    [InlineData("""{"name": "t", "scopes": ["read"], "expiresAt": "2001-01-01T00:00:00Z"}""", "/expiresAt", "out_of_range")]
    [InlineData("""{"name": "t", "scopes": ["read"], "expiresAt": "soon"}""", "/expiresAt", "invalid_format")]
    [InlineData("""{"name": "t", "scopes": ["read"], "workspaceId": "x"}""", "/workspaceId", "unknown_member")]
    public async Task What_is_wrong_with_a_request_is_told_with_its_place(string body, string pointer, string code)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await tenant.Client.PostAsync("/v1/tokens", Submissions.Json(body), Cancellation);

        var problem = await Refusal.IsAsync(answer, 422, ApiProblemCodes.SubmissionRefused);
        Assert.Contains(problem.Errors!, e => e.Pointer == pointer && e.Code == code);
        Assert.Single((await tenant.Client.GetFromJsonAsync("/v1/tokens?all=true", WireJson.Default.TokenPage, Cancellation))!.Data);
    }

    [Fact]
    public async Task Changes_of_tokens_are_limited_in_speed_and_number()
    {
        await using var strict = await server.StartAnotherAsync(
            ("ANTPATH_LIMIT_TOKEN_PER_MINUTE", "1"), ("ANTPATH_LIMIT_TOKEN_BURST", "3"), ("ANTPATH_TOKEN_PER_WORKSPACE_MAX", "2"));
        var tenant = await server.CreateTenantAsync();
        using var client = RunningServer.ClientOf(strict, tenant.TokenText.Reveal());

        using var made = await client.PostAsync("/v1/tokens", Submissions.Json("""{"name": "t", "scopes": ["read"]}"""), Cancellation);
        using var many = await client.PostAsync("/v1/tokens", Submissions.Json("""{"name": "t", "scopes": ["read"]}"""), Cancellation);
        using var last = await client.DeleteAsync($"/v1/tokens/{tenant.Token}", Cancellation);
        using var fast = await client.PostAsync("/v1/tokens", Submissions.Json("""{"name": "t", "scopes": ["read"]}"""), Cancellation);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await Refusal.IsAsync(many, 409, ApiProblemCodes.TokensQuotaExceeded);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        await Refusal.IsAsync(fast, 401, ApiProblemCodes.TokenRevoked); // a token may end itself, and is nobody from then on
    }

    [Fact]
    public async Task Another_workspaces_tokens_do_not_exist()
    {
        var (mine, theirs) = (await server.CreateTenantAsync(), await server.CreateTenantAsync());

        using var rotated = await mine.Client.PostAsync($"/v1/tokens/{theirs.Token}/rotate", null, Cancellation);
        using var revoked = await mine.Client.DeleteAsync($"/v1/tokens/{theirs.Token}", Cancellation);
        using var nonsense = await mine.Client.DeleteAsync("/v1/tokens/tok_nonsense", Cancellation);

        var one = await Refusal.IsAsync(rotated, 404, ApiProblemCodes.TokenNotFound);
        var two = await Refusal.IsAsync(revoked, 404, ApiProblemCodes.TokenNotFound);
        await Refusal.IsAsync(nonsense, 404, ApiProblemCodes.TokenNotFound);
        Assert.Equal(one with { RequestId = null }, two with { RequestId = null });
        Assert.Equal(mine.Token, Assert.Single((await mine.Client.GetFromJsonAsync("/v1/tokens", WireJson.Default.TokenPage, Cancellation))!.Data).Id);
    }

    [Fact]
    public async Task Who_is_no_administrator_any_more_makes_no_tokens_with_a_token_from_before()
    {
        var tenant = await server.CreateTenantAsync(Scope.Admin);
        await using (var demote = server.Database.CreateCommand("update workspace_memberships set role = 'member' where workspace_id = $1"))
        {
            demote.Parameters.AddWithValue(tenant.Workspace.Value);
            await demote.ExecuteNonQueryAsync(Cancellation);
        }

        using var answer = await tenant.Client.PostAsync("/v1/tokens", Submissions.Json("""{"name": "t", "scopes": ["admin"]}"""), Cancellation);

        await Refusal.IsAsync(answer, 403, ApiProblemCodes.ScopeMissing); // the token lost admin with the role
    }

    private static async Task<CreatedToken> CreateAsync(Tenant tenant, string body)
    {
        using var answer = await tenant.Client.PostAsync("/v1/tokens", Submissions.Json(body), Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(WireJson.Default.CreatedToken, Cancellation))!;
    }
}
