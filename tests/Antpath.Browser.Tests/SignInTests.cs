using System.Security.Cryptography;
using Microsoft.Playwright;

namespace Antpath.Browser.Tests;

/// <summary>Signing in as people do. What needs no browser is tested over HTTP in <c>Antpath.Server.Tests/SignIn</c>.</summary>
public sealed class SignInTests(BrowserStand stand) : IClassFixture<BrowserStand>
{
    private readonly string _address = $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_an_identity_provider_with_the_keyboard_alone()
    {
        await using var alice = await stand.NewGuestAsync();
        await stand.CreateAsync(stand.Oidc.Alice);
        var keys = alice.Page.Keyboard;

        await alice.Page.GotoAsync("/runs?status=failed");
        await TabToAsync(alice.Page, "Continue with Example Corp");
        await keys.PressAsync("Enter");
        await alice.ArriveAsync("/interaction/");
        await alice.Page.WaitForFunctionAsync("document.activeElement.name === 'login'");
        await keys.TypeAsync("alice");
        await keys.PressAsync("Enter");
        await alice.ArriveAsync(@"/runs\?status=failed$");

        await TabToAsync(alice.Page, "Sign out");
        await keys.PressAsync("Enter");
        await alice.ArriveAsync(@"/sign-in\?notice=out$");
        await alice.Page.GotoAsync("/runs");
        Assert.Equal("/sign-in", alice.Place);
        Assert.Empty(alice.Complaints);
    }

    [Fact]
    public async Task By_a_link_in_a_mail_in_the_browser_that_asked_and_once()
    {
        var person = await stand.CreateAsync(_address);
        await using var ada = await stand.NewGuestAsync();
        await using var elsewhere = await stand.NewGuestAsync();
        var link = await AskAsync(ada);

        await elsewhere.Page.GotoAsync(link);
        Assert.Equal("/sign-in?notice=spent", elsewhere.Place);
        await ada.Page.GotoAsync(link);
        Assert.Equal("/runs", ada.Place);
        await ada.Page.GotoAsync(link);
        Assert.Equal("/sign-in?notice=spent", ada.Place);

        await elsewhere.Page.GotoAsync(await AskAsync(elsewhere));
        await elsewhere.Page.GotoAsync("/account");
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await elsewhere.ArriveAsync(@"/sign-in\?notice=out$");
        await ada.Page.GotoAsync("/runs"); // its session is of a version that is stale now
        Assert.Equal("/sign-in?notice=ended", ada.Place);

        var late = await AskAsync(ada);
        await stand.ExecuteAsync("update verification_token set expires = now() where identifier = $1", _address);
        await ada.Page.GotoAsync(late);
        Assert.Equal("/sign-in?notice=spent", ada.Place);

        var refused = await AskAsync(ada);
        await stand.ExecuteAsync("update app_users set disabled_at = now() where id = $1", person.Value);
        await ada.Page.GotoAsync(refused);
        Assert.Equal("/sign-in?notice=refused", ada.Place);
        Assert.Empty(ada.Complaints.Concat(elsewhere.Complaints));
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_can_be_used_by_everybody_and_keeps_its_content_policy(int width, ColorScheme theme)
    {
        await stand.CreateAsync(_address);
        await using var ada = await stand.NewGuestAsync(width, theme);
        var findings = new List<string>();

        foreach (var page in (string[])["/sign-in", "/sign-in?notice=spent", "/sign-in?notice=sent"])
            await LookAsync(page);
        await ada.Page.GotoAsync(await AskAsync(ada));
        foreach (var page in (string[])["/runs", "/account", "/members", "/members?said=last_owner", "/workspace", "/workspaces", "/audit?check=1"])
            await LookAsync(page);

        Assert.Empty(findings);
        Assert.Empty(ada.Complaints);

        async Task LookAsync(string page)
        {
            await ada.Page.GotoAsync(page);
            findings.AddRange((await ada.FindingsAsync(stand.Axe)).Select(f => $"{page}: {f}"));
            await ada.KeepPictureAsync($"{page}-{width}-{theme}");
        }
    }

    /// <summary>Asks for a link, and fetches it from the mail.</summary>
    private async Task<string> AskAsync(Guest guest)
    {
        await guest.Page.GotoAsync("/sign-in");
        await guest.Page.GetByLabel("E-mail").FillAsync(_address);
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Send me a link" }).ClickAsync();
        await guest.ArriveAsync(@"/sign-in\?notice=sent$");
        var mail = await stand.Sink.ReceiveAsync(_address, Cancellation);
        return mail.Text.Split('\n').Single(line => line.StartsWith(stand.Address.ToString(), StringComparison.Ordinal)).Trim();
    }

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("document.activeElement.textContent.trim()") == name)
                return;
        }

        Assert.Fail($"30 presses of Tab do not reach '{name}'");
    }
}
