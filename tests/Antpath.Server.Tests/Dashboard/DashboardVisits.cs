using System.Net;
using Antpath.Server.SignIn;
using Antpath.Server.Tests.SignIn;
using Antpath.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Dashboard;

/// <summary>What tests of the dashboard's pages do again and again.</summary>
internal static class DashboardVisits
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Somebody signed in by a link of the terminal; with a workspace of their own when nobody made the person before.</summary>
    public static async Task<Visitor> SignedInAsync(this SignInStand stand, string email)
    {
        await stand.CreateAsync(email);
        var visitor = stand.NewVisitor();
        using var answer = await visitor.GetAsync(await stand.App.Services.GetRequiredService<TerminalLinks>().IssueAsync(email, Cancellation));
        Assert.Equal("/runs", answer.Headers.Location?.OriginalString);
        return visitor;
    }

    public static async Task<string> ReadAsync(this Visitor visitor, string page, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await visitor.GetAsync(page);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == status, $"{page}: {(int)answer.StatusCode} {answer.Headers.Location} {html}");
        return WebUtility.HtmlDecode(html);
    }

    /// <summary>Sends a form of a page and says where that leads.</summary>
    public static async Task<string> ActAsync(this Visitor visitor, string page, string action, params (string Name, string Value)[] fields)
    {
        using var answer = await visitor.SubmitAsync(page, action, fields);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{action}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        return answer.Headers.Location!.OriginalString;
    }
}
