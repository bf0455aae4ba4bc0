using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Antpath.Server.Tests.Hosting;

/// <summary>Who sends as slowly as they can holds a connection for so long and no longer. The server's own clock ends it; these tests only wait.</summary>
public sealed class SlowClientTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int TrickledBytesMax = 1200; // two minutes of them
    private static readonly TimeSpan BetweenBytes = TimeSpan.FromMilliseconds(100);

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

        var answer = await StallAsync(strict, $"{HeadOf(tenant)}\r\n\r\n ");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
        Assert.Equal(0L, await RunsAsync(tenant));
    }

    [Fact]
    public async Task Headers_that_come_a_byte_at_a_time_are_cut_off()
    {
        await using var strict = await server.StartAnotherAsync(("ANTPATH_SERVER_HEADER_SECONDS", "1"));

        var answer = await TrickleAsync(strict, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_a_byte_at_a_time_is_cut_off_with_a_problem_and_nothing_is_stored()
    {
        await using var strict = await server.StartAnotherAsync(
            ("ANTPATH_SERVER_BODY_GRACE_SECONDS", "2"), ("ANTPATH_SERVER_BODY_BYTES_PER_SECOND_MIN", "100000"));
        var tenant = await server.CreateTenantAsync();

        var answer = await TrickleAsync(strict, $"{HeadOf(tenant)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
        Assert.Equal(0L, await RunsAsync(tenant));
    }

    /// <summary>Sends a beginning and then a byte now and again, always in time to show that it lives, until the server has had enough.</summary>
    private static async Task<string> TrickleAsync(WebApplication app, string beginning)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, RunningServer.AddressOf(app).Port, Cancellation);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), Cancellation);
        var answer = ReadToEndAsync(stream);
        for (var sent = 0; sent < TrickledBytesMax && !answer.IsCompleted; sent++)
        {
            try
            {
                await stream.WriteAsync(" "u8.ToArray(), Cancellation);
            }
            catch (IOException)
            {
                break; // closed
            }

            await Task.WhenAny(answer, Task.Delay(BetweenBytes, TimeProvider.System, Cancellation));
        }

        Assert.True(answer.IsCompleted, $"after {TrickledBytesMax} bytes, one at a time, the server still listened");
        return await answer;
    }

    /// <summary>What the server says until it closes; who still sends then may be answered with a reset.</summary>
    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        var said = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, Cancellation) is > 0 and var read)
                said.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // what was said before it counts
        }

        return said.ToString();
    }

    private async Task<long> RunsAsync(Tenant tenant)
    {
        await using var count = server.Database.CreateCommand("select count(*) from runs where workspace_id = $1");
        count.Parameters.AddWithValue(tenant.Workspace.Value);
        return (long)(await count.ExecuteScalarAsync(Cancellation))!;
    }

    private static string HeadOf(Tenant tenant) => $"""
        POST /v1/runs HTTP/1.1
        Host: a
        Authorization: Bearer {tenant.TokenText.Reveal()}
        Content-Type: application/json
        Content-Length: 100000
        """.ReplaceLineEndings("\r\n");

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
