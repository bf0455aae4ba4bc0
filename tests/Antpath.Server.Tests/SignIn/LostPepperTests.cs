using System.Security.Cryptography;

namespace Antpath.Server.Tests.SignIn;

public sealed class LostPepperTests(SignInStand stand) : IClassFixture<SignInStand>
{
    [Fact]
    public async Task A_server_that_cannot_open_the_keys_of_sessions_makes_a_new_one_and_serves()
    {
        using var before = stand.NewVisitor();
        using var page = await before.GetAsync("/sign-in");
        var fresh = await stand.StartAsync(("ANTPATH_TOKEN_PEPPER", $"k2:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"));
        using var visitor = stand.NewVisitor(fresh);
        visitor.Cookies.Add(before.Cookies.GetAllCookies());

        using var answer = await visitor.SubmitAsync("/sign-in", "/sign-in/mail", ("email", "ada@example.test"));

        Assert.Equal("/sign-in?notice=sent", answer.Headers.Location!.OriginalString);
        Assert.Contains("pepper=\"k2\"", await stand.ScalarAsync<string>("select string_agg(xml, '') from data_protection_keys"), StringComparison.Ordinal);
    }
}
