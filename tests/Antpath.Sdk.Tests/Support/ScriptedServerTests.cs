using System.Net.Sockets;

namespace Antpath.Sdk.Tests.Support;

public sealed class ScriptedServerTests
{
    /// <summary>Enough for one of them to end between two accepts.</summary>
    private const int Servers = 400;

    [Fact]
    public async Task A_server_that_ends_while_it_is_called_ends_quietly()
    {
        for (var n = 0; n < Servers; n++)
        {
            await using var server = new ScriptedServer();
            using var client = new TcpClient();
            await client.ConnectAsync(server.BaseUrl.Host, server.BaseUrl.Port, TestContext.Current.CancellationToken);
        }
    }
}
