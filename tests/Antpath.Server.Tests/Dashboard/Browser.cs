using System.Net;
using System.Text.RegularExpressions;
using Antpath.Server.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Dashboard;

/// <summary>A signed-in person's browser, as far as pages and forms go: cookies, and the fields a form carries.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;

    private Browser(Uri address) => _client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };

    public CookieContainer Cookies { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="server">Where the tenant is.</param>
    /// <param name="tenant">Whose owner signs in.</param>
    /// <param name="at">Another process over the same database, or null for the server's own.</param>
    public static async Task<Browser> SignInAsync(RunningServer server, Tenant tenant, WebApplication? at = null)
    {
        var browser = new Browser(RunningServer.AddressOf(at ?? server.App));
        await using var command = server.Database.CreateCommand("select email from app_users where id = $1");
        command.Parameters.Add(new() { Value = tenant.Owner.Value });
        var email = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        using var answer = await browser.GetAsync(await (at ?? server.App).Services.GetRequiredService<TerminalLinks>().IssueAsync(email, Cancellation));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    public async Task<string> PageAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params IEnumerable<(string Name, string Value)> fields) =>
        _client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Cancellation);

    /// <summary>What the form with this handler sends besides what a person fills in.</summary>
    public static (string Name, string Value)[] HiddenFields(string page, string handler)
    {
        var form = Forms().Matches(page).Select(m => m.Value).Single(f => f.Contains($"name=\"_handler\" value=\"{handler}\"", StringComparison.Ordinal));
        return [.. Hidden().Matches(form).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))];
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Hidden();
}
