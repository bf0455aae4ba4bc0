using Antpath.Cli.Tests.Support;
using Antpath.Tokens;

namespace Antpath.Cli.Tests.Commands;

public sealed class TokensCommandsTests
{
    private static readonly CreatedToken Created = new() { Token = Sample.TokenView(2), Secret = "ant_" + new string('5', 64) };

    [Fact]
    public async Task A_list_says_what_each_may_and_when_it_was_used()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/tokens", Replies.Json(new TokenPage { Data = [Sample.TokenView(2), Sample.TokenView(1)] }, WireJson.Default.TokenPage));

        Assert.Equal(0, await cli.RunAsync("tokens", "list"));

        Assert.Equal(3, cli.Lines.Count);
        Assert.Contains($"{Sample.TokenView(2).Id}  tt", cli.Output, StringComparison.Ordinal);
        Assert.Contains("submit read  2026-03-01T12:00:00Z  never", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_new_token_is_on_standard_output()
    {
        await using var cli = new CliFixture();
        cli.Server.On("POST /v1/tokens", Replies.Json(Created, WireJson.Default.CreatedToken, 201));

        Assert.Equal(0, await cli.RunAsync("tokens", "create", "ci", "--scopes", "submit, read", "--expires", "90d"));

        Assert.Equal($"{Created.Secret}\n", cli.Output);
        Assert.Contains("only time", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Created.Secret, cli.Error, StringComparison.Ordinal);
        Assert.Contains("\"scopes\":[\"submit\",\"read\"]", Assert.Single(cli.Server.Requests).Text, StringComparison.Ordinal);
        Assert.Contains("\"expiresAt\":\"", cli.Server.Requests[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scopes", "root")]
    [InlineData("--scopes", ",")]
    [InlineData("--scopes", "read", "--expires", "90")]
    [InlineData("--scopes", "read", "--expires", "0d")]
    [InlineData("--scopes", "read", "--expires", "tomorrow")]
    public async Task Bad_input_is_told_before_anything_is_sent(params string[] options)
    {
        await using var cli = new CliFixture();

        Assert.Equal(2, await cli.RunAsync(["tokens", "create", "ci", .. options]));

        Assert.Contains(options[^2], cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }

    [Theory]
    [InlineData("0s", "overlapSeconds=0")]
    [InlineData("2h", "overlapSeconds=7200")]
    public async Task A_rotation_takes_an_overlap(string overlap, string query)
    {
        await using var cli = new CliFixture();
        cli.Server.On($"POST /v1/tokens/{Created.Token.Id}/rotate", Replies.Json(Created, WireJson.Default.CreatedToken, 201));

        Assert.Equal(0, await cli.RunAsync("tokens", "rotate", Created.Token.Id.ToString(), "--overlap", overlap));

        Assert.Equal(query, Assert.Single(cli.Server.Requests).Query);
        Assert.Equal($"{Created.Secret}\n", cli.Output);
    }

    [Fact]
    public async Task A_token_pasted_in_place_of_its_id_is_not_repeated()
    {
        await using var cli = new CliFixture();

        Assert.Equal(2, await cli.RunAsync("tokens", "revoke", Created.Secret));

        Assert.DoesNotContain(Created.Secret, cli.Everything, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);
    }

    [Fact]
    public async Task A_revoke_says_what_is_now()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"DELETE /v1/tokens/{Created.Token.Id}", Replies.Json(Sample.TokenView(2, TokenStatus.Revoked), WireJson.Default.TokenView));

        Assert.Equal(0, await cli.RunAsync("tokens", "revoke", Created.Token.Id.ToString()));

        Assert.Equal($"{Created.Token.Id} (tt) is revoked\n", cli.Output);
    }

    [Fact]
    public async Task A_limit_of_speed_is_told_with_the_wait()
    {
        await using var cli = new CliFixture();
        cli.Server.On("POST /v1/tokens", Replies.Problem(429, "rate_limited", headers: "Retry-After: 40"));

        Assert.Equal(10, await cli.RunAsync("tokens", "create", "ci", "--scopes", "read"));

        Assert.Contains("Try again in 40", cli.Error, StringComparison.Ordinal);
    }
}
