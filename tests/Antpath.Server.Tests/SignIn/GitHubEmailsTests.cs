using System.Net;
using Antpath.Server.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Antpath.Server.Tests.SignIn;

/// <summary>Against a server on loopback that answers as GitHub's documentation shows it; the real one is never asked here.</summary>
public sealed class GitHubEmailsTests
{
    [Theory]
    [InlineData("""[{"email":"old@example.test","verified":true,"primary":false,"visibility":null},{"email":"Ada@example.test","verified":true,"primary":true,"visibility":"private"}]""", "ada@example.test")]
    [InlineData("""[{"email":"ada@example.test","verified":false,"primary":true,"visibility":"public"}]""", null)]
    [InlineData("""[{"email":"ada@example.test","verified":true,"primary":false}]""", null)]
    [InlineData("""[{"email":null,"verified":true,"primary":true}]""", null)]
    [InlineData("[null]", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("""{"message":"Bad credentials"}""", null)]
    [InlineData("<html>", null)]
    public async Task Only_the_primary_address_counts_and_only_if_it_is_verified(string answer, string? email) => Assert.Equal(email, await FindAsync(HttpStatusCode.OK, answer));

    [Fact]
    public async Task A_refusal_proves_nothing() =>
        Assert.Null(await FindAsync(HttpStatusCode.Forbidden, """[{"email":"ada@example.test","verified":true,"primary":true}]"""));

    [Fact]
    public async Task An_answer_without_end_proves_nothing() =>
        Assert.Null(await FindAsync(HttpStatusCode.OK, $$"""[{"email":"{{new string('a', 100_000)}}@example.test","verified":true,"primary":true}]"""));

    private static async Task<string?> FindAsync(HttpStatusCode status, string body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var gitHub = builder.Build();
        gitHub.MapGet("/user/emails", async context =>
        {
            Assert.Equal("Bearer a-token", context.Request.Headers.Authorization);
            Assert.Equal("Antpath", context.Request.Headers.UserAgent);
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        });
        await gitHub.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        GitHubEmails.Configure(http, TimeSpan.FromSeconds(20));
        http.BaseAddress = RunningServer.AddressOf(gitHub);

        return (await new GitHubEmails(http).FindAsync("a-token", TestContext.Current.CancellationToken))?.Value;
    }
}
