using System.Net;
using System.Text.RegularExpressions;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Dashboard;

public sealed partial class TokensPageTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_made_and_shown_this_once()
    {
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant);
        var page = await browser.PageAsync("/tokens");

        using var answer = await browser.PostAsync("/tokens", [.. Browser.HiddenFields(page, "create"), ("name", "ci <b>"), ("scope", "submit"), ("scope", "read"), ("days", "30")]);

        var made = await answer.Content.ReadAsStringAsync(Cancellation);
        var secret = Secret().Match(made).Value;
        var valid = Assert.IsType<TokenAuthentication.Valid>(await server.App.Services.GetRequiredService<ApiTokens>().AuthenticateAsync(secret, Cancellation));
        Assert.Equal([Scope.Submit, Scope.Read], valid.Principal.Scopes);
        Assert.Equal(tenant.Owner, valid.Principal.AppUser);
        Assert.InRange(valid.WhoAmI.ExpiresAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(29), TimeSpan.FromDays(30));
        Assert.DoesNotContain("<b>", made, StringComparison.Ordinal);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Empty(Secret().Matches(await browser.PageAsync("/tokens")));
    }

    [Fact]
    public async Task Tokens_are_rotated_and_revoked_by_their_buttons()
    {
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant);

        using var rotated = await browser.PostAsync("/tokens", [.. Browser.HiddenFields(await browser.PageAsync("/tokens"), $"rotate-{tenant.Token}"), ("overlap", "3600")]);
        var next = Secret().Match(await rotated.Content.ReadAsStringAsync(Cancellation)).Value;
        using var revoked = await browser.PostAsync("/tokens", Browser.HiddenFields(await browser.PageAsync("/tokens"), $"revoke-{tenant.Token}"));

        var tokens = server.App.Services.GetRequiredService<ApiTokens>();
        Assert.IsType<TokenAuthentication.Valid>(await tokens.AuthenticateAsync(next, Cancellation));
        Assert.IsType<TokenAuthentication.Revoked>(await tokens.AuthenticateAsync(tenant.TokenText.Reveal(), Cancellation));
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
    }

    [Fact]
    public async Task A_form_from_elsewhere_makes_nothing()
    {
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant);
        await browser.PageAsync("/tokens");

        using var answer = await browser.PostAsync("/tokens", ("_handler", "create"), ("name", "stolen"), ("scope", "admin"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("stolen", await browser.PageAsync("/tokens?all=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_administrator_sees_and_changes_nothing()
    {
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant);
        var fields = Browser.HiddenFields(await browser.PageAsync("/tokens"), $"revoke-{tenant.Token}");
        await using (var demote = server.Database.CreateCommand("update workspace_memberships set role = 'member' where workspace_id = $1"))
        {
            demote.Parameters.AddWithValue(tenant.Workspace.Value);
            await demote.ExecuteNonQueryAsync(Cancellation);
        }

        using var page = await browser.GetAsync("/tokens");
        using var answer = await browser.PostAsync("/tokens", fields);

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.IsType<TokenAuthentication.Valid>(await server.App.Services.GetRequiredService<ApiTokens>().AuthenticateAsync(tenant.TokenText.Reveal(), Cancellation));
    }

    [Fact]
    public async Task What_is_wrong_is_said_on_the_page()
    {
        var tenant = await server.CreateTenantAsync();
        using var browser = await Browser.SignInAsync(server, tenant);
        var fields = Browser.HiddenFields(await browser.PageAsync("/tokens"), "create");

        using var nothing = await browser.PostAsync("/tokens", [.. fields, ("name", "x"), ("days", "")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        Assert.Contains("at least one scope", await nothing.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [GeneratedRegex("ant_[0-9a-z]{64}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Secret();
}
