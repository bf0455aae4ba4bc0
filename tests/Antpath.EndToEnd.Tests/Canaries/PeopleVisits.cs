using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Antpath.Testing.SignIn;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>What people do who plant canaries, and the looking for them afterwards.</summary>
internal sealed class PeopleVisits(CanaryStack stack, CanarySet canaries)
{
    private const int PieceMax = 48;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Enough of a sealed value to know it by: they all begin alike.</summary>
    public static string EndOf(string value) => value[^Math.Min(PieceMax, value.Length)..];

    public string Address(string field) => field == "e-mail that mail servers refuse" ? $"refuse+550{canaries.Plant(field)}@example.test" : $"{canaries.Plant(field)}@example.test";

    public async Task<HttpClient> TenantAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "starts a PostgreSQL, which Windows is refused");
        _ = stack.Mail;
        return await stack.NewTenantAsync(canaries);
    }

    public async Task<Visitor> SignedInAsync(string field, string who)
    {
        var visitor = stack.NewVisitor();
        await LeadsToAsync(visitor, await LinkForAsync(visitor, Address(field), $"{who}'s magic link", $"{who}'s browser"), "/runs");
        KeepCookies(visitor, who);
        return visitor;
    }

    public async Task AskAsync(Visitor visitor, string address, string browser, string page = "/sign-in")
    {
        using var asked = await visitor.SubmitAsync(page, "/sign-in/mail", ("email", address));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        canaries.Add(browser, visitor.Cookies.GetAllCookies()["antpath_asked"]!.Value);
    }

    public async Task<Uri> LinkForAsync(Visitor visitor, string address, string link, string browser, string page = "/sign-in")
    {
        await AskAsync(visitor, address, browser, page);
        var letter = await stack.Mail.ReceiveAsync(address, Cancellation);
        var url = new Uri(letter.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim());
        canaries.Add(link, TokenIn(url));
        return url;
    }

    /// <summary>The cookie's end: sealed values all begin alike.</summary>
    public void KeepCookies(Visitor visitor, string who)
    {
        var cookies = visitor.Cookies.GetAllCookies();
        Assert.Contains(cookies, cookie => cookie.Name == "antpath_session");
        foreach (var cookie in cookies.Where(cookie => cookie.Name != "antpath_workspace"))
            canaries.Add($"{who}'s cookie {cookie.Name}", EndOf(cookie.Value));
    }

    /// <summary>Searches the whole database and what the processes said. The places are all there are: an address that is not found was not looked for.</summary>
    public async Task FindOnlyAsync(params string[] places)
    {
        var logs = stack.Logs;
        Assert.Contains("POST /sign-in/mail answered", logs, StringComparison.Ordinal); // the least important line there is: nothing is searched that says nothing
        Assert.Equal(places.Order(StringComparer.Ordinal), (await CanarySearch.InDatabaseAsync(stack.Database, canaries.Words)).Order(StringComparer.Ordinal));
        Assert.Empty(CanarySearch.InText(logs, canaries.Words));
        var telemetry = await stack.TelemetryAsync(["http.server.request.duration"], body => body.Contains("POST /sign-in/mail", StringComparison.Ordinal));
        Assert.Empty(CanarySearch.InText(telemetry, canaries.Words));
    }

    /// <summary>Everything that a signed-in person of another workspace, and that workspace's token, can read.</summary>
    public async Task StrangersSeeNothingAsync(params string[] more)
    {
        var theirs = new CanarySet();
        using var token = await stack.NewTenantAsync(theirs);
        using var stranger = stack.NewVisitor();
        var address = $"{theirs.Plant("e-mail")}@example.test";
        using var asked = await stranger.SubmitAsync("/sign-in", "/sign-in/mail", ("email", address));
        var letter = await stack.Mail.ReceiveAsync(address, Cancellation);
        await LeadsToAsync(stranger, new Uri(letter.Text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim()), "/runs");
        Assert.Contains("e-mail", CanarySearch.InText(await ReadAsync(stranger, "/members"), theirs.Words)); // it is this person's session

        foreach (var page in (string[])["/runs", "/members", "/workspace", "/workspaces", "/tokens?all=true", "/audit", "/account", .. more])
        {
            using var answer = await stranger.GetAsync(page);
            Assert.Empty(CanarySearch.InText($"{answer} {await answer.Content.ReadAsStringAsync(Cancellation)}", canaries.Words).Select(field => $"{field} on {page}"));
        }

        foreach (var path in (string[])["whoami", "workspace", "usage", "runs", "members", "invitations", "tokens?all=true", "audit"])
            Assert.Empty(CanarySearch.InText(await token.GetStringAsync($"/v1/{path}", Cancellation), canaries.Words).Select(field => $"{field} in {path}"));
    }

    public static string TokenIn(Uri link) => link.Query.Split("token=")[1].Split('&')[0];

    public static async Task LeadsToAsync(Visitor visitor, Uri link, string place)
    {
        using var answer = await visitor.GetAsync(link);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(place, answer.Headers.Location!.OriginalString);
    }

    public static async Task<string> ReadAsync(Visitor visitor, string page)
    {
        using var answer = await visitor.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    public static async Task<JsonNode> PostAsync(HttpClient client, string path, object? body)
    {
        using var answer = body is null ? await client.PostAsync(path, null, Cancellation) : await client.PostAsJsonAsync(path, body, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
