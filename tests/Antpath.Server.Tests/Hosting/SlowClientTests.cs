using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Antpath.Server.Tests.Hosting;

/// <summary>Who sends as slowly as they can holds a connection for so long and no longer. The server's own clock ends it; these tests only wait.</summary>
public sealed class SlowClientTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headers_that_never_end_are_cut_off()
    {
        await using var strict = await server.StartAnotherAsync(("ANTPATH_SERVER_HEADER_SECONDS", "1"));

        var answer = await StallAsync(strict, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_cut_off_with_a_problem_and_nothing_is_stored()
    {
        await using var strict = await server.StartAnotherAsync(
            ("ANTPATH_SERVER_BODY_GRACE_SECONDS", "2"), ("ANTPATH_SERVER_BODY_BYTES_PER_SECOND_MIN", "100000"));
        var tenant = await server.CreateTenantAsync();
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST /v1/runs HTTP/1.1
            Host: a
            Authorization: Bearer {tenant.TokenText.Reveal()}
            Content-Type: application/json
            Content-Length: 100000
            """).ReplaceLineEndings("\r\n");

        var answer = await StallAsync(strict, $"{head}\r\n\r\n ");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
        await using var count = server.Database.CreateCommand("select count(*) from runs where workspace_id = $1");
        count.Parameters.AddWithValue(tenant.Workspace.Value);
        Assert.Equal(0L, await count.ExecuteScalarAsync(Cancellation));
    }

    /// <summary>Sends a beginning and nothing more, until the server has had enough.</summary>
    private static async Task<string> StallAsync(WebApplication app, string beginning)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, RunningServer.AddressOf(app).Port, Cancellation);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), Cancellation);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
