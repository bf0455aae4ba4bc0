namespace Antpath.Server.Tests.SignIn;

/// <summary>The keys that seal sessions and forms: kept for all servers, readable to none without the pepper.</summary>
public sealed class KeptKeysTests(SignInStand stand) : IClassFixture<SignInStand>
{
    [Fact]
    public async Task The_database_holds_them_sealed()
    {
        using var visitor = stand.NewVisitor();
        using var page = await visitor.GetAsync("/sign-in");

        var xml = await stand.ScalarAsync<string>("select string_agg(xml, '') from data_protection_keys");

        Assert.Contains("pepper=\"k1\"", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<value>", xml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_start_together_or_later_use_one_key()
    {
        await stand.StartAsync();
        await Task.WhenAll(stand.StartAsync(), stand.StartAsync());

        Assert.Equal(1L, await stand.ScalarAsync<long>("select count(*) from data_protection_keys"));
    }
}
