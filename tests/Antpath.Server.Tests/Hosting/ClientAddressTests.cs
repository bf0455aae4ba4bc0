using System.Net;
using Antpath.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Hosting;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("", "10.0.0.7", "203.0.113.9", "10.0.0.7")]
    [InlineData("10.0.0.7", "10.0.0.7", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.0/8", "10.0.0.7", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.0/8", "10.0.0.7", "198.51.100.1, 203.0.113.9, 10.9.9.9", "203.0.113.9")] // what the client made up before it does not count
    [InlineData("10.0.0.0/8", "203.0.113.5", "198.51.100.1", "203.0.113.5")]
    [InlineData("2001:db8::/32,10.0.0.7", "2001:db8::1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.7", "10.0.0.7", "nonsense", "10.0.0.7")]
    public async Task Only_named_proxies_say_who_the_client_is(string trusted, string peer, string forwarded, string client)
    {
        var app = new ApplicationBuilder(new ServiceCollection().AddLogging().BuildServiceProvider());
        app.UseClientAddresses(new ApiOptions { TrustedProxies = trusted });
        app.Run(_ => Task.CompletedTask);
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) } };
        http.Request.Headers["X-Forwarded-For"] = forwarded;

        await app.Build()(http);

        Assert.Equal(IPAddress.Parse(client), http.Connection.RemoteIpAddress);
    }

    [Theory]
    [InlineData("10.0.0.7,10.1.0.0/16,::1", true)]
    [InlineData("", true)]
    [InlineData("everybody", false)]
    [InlineData("10.0.0.0/99", false)]
    public void A_list_that_cannot_be_read_is_told_by_its_settings_name(string text, bool readable)
    {
        var problem = ClientAddress.ProblemWith(text);

        Assert.Equal(readable, problem is null);
        Assert.True(readable || problem!.StartsWith("ANTPATH_SERVER_TRUSTED_PROXIES", StringComparison.Ordinal));
    }
}
