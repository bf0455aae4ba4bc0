using System.Text.Json.Nodes;
using Antpath.Sdk.Tests.Support;
using Antpath.Tokens;

namespace Antpath.Sdk.Tests.Tokens;

public sealed class WorkspaceTokensTests
{
    private static readonly CreatedToken Created = new() { Token = Sample.TokenView(1), Secret = Sample.Token };

    [Fact]
    public async Task Tokens_are_listed_page_by_page()
    {
        await using var f = new ClientFixture();
        f.Server.On(
            "GET /v1/tokens",
            Replies.Json(new TokenPage { Data = [Sample.TokenView(3), Sample.TokenView(2)], NextCursor = "more" }, WireJson.Default.TokenPage),
            Replies.Json(new TokenPage { Data = [Sample.TokenView(1)] }, WireJson.Default.TokenPage));

        var tokens = await f.Client.Tokens.ListAsync(all: true).ToListAsync();

        Assert.Equal([3, 2, 1], tokens.Select(t => t.Name.Length));
        Assert.Equal(["all=true&limit=200", "all=true&limit=200&cursor=more"], f.Server.Requests.Select(r => r.Query));
    }

    [Fact]
    public async Task A_token_is_asked_for_with_name_scopes_and_end_and_its_secret_is_in_no_text_form()
    {
        await using var f = new ClientFixture();
        f.Server.On("POST /v1/tokens", Replies.Json(Created, WireJson.Default.CreatedToken, 201));

        var created = await f.Client.Tokens.CreateAsync(new CreateToken { Name = "ci", Scopes = ["submit"], ExpiresAt = Sample.Day });

        Assert.Equal(Sample.Token, created.Secret);
        Assert.DoesNotContain(Sample.Token, created.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"name":"ci","scopes":["submit"],"expiresAt":"2026-03-01T12:00:00Z"}""",
            JsonNode.Parse(Assert.Single(f.Server.Requests).Text)!.ToJsonString());
    }

    [Fact]
    public async Task Making_and_rotating_is_not_repeated_because_a_lost_answer_may_have_made_one()
    {
        await using var f = new ClientFixture();
        f.Server.On("POST /v1/tokens", Replies.CutOff);
        f.Server.On($"POST /v1/tokens/{Created.Token.Id}/rotate", Replies.CutOff);

        await Assert.ThrowsAsync<ServerUnreachableException>(() => f.Client.Tokens.CreateAsync(new CreateToken { Name = "ci", Scopes = ["submit"] }));
        await Assert.ThrowsAsync<ServerUnreachableException>(() => f.Client.Tokens.RotateAsync(Created.Token.Id));

        Assert.Equal(2, f.Server.Requests.Count);
    }

    [Fact]
    public async Task Rotating_says_the_overlap_in_seconds_and_revoking_is_repeated()
    {
        await using var f = new ClientFixture();
        f.Server.On($"POST /v1/tokens/{Created.Token.Id}/rotate", Replies.Json(Created, WireJson.Default.CreatedToken, 201));
        f.Server.On($"DELETE /v1/tokens/{Created.Token.Id}", Replies.CutOff, Replies.Json(Sample.TokenView(1, TokenStatus.Revoked), WireJson.Default.TokenView));

        await f.Client.Tokens.RotateAsync(Created.Token.Id, TimeSpan.FromHours(2));
        var revoked = await f.Client.Tokens.RevokeAsync(Created.Token.Id);

        Assert.Equal("overlapSeconds=7200", f.Server.Requests[0].Query);
        Assert.Equal(TokenStatus.Revoked, revoked.Status);
        Assert.Equal(3, f.Server.Requests.Count);
    }
}
