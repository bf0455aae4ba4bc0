using System.Net;
using System.Net.Sockets;

namespace Antpath.Testing;

/// <summary>Ports of this machine, for servers that must be told theirs.</summary>
public static class LoopbackPort
{
    /// <summary>One that nobody listens at in this moment. Somebody else may take it before the server does.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
