using System.Net;
using System.Net.Sockets;
using System.Text;
using Antpath.Problems;

namespace Antpath.Server.Tests.Hosting;

public sealed class ListenerTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/v1/runs")]
    [InlineData("/no/such/path")]
    public async Task Every_answer_is_safe_to_show_a_browser(string path)
    {
        using var client = server.Anonymous();

        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.StartsWith("req_", Header(answer, "X-Request-Id"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_request_id_of_the_client_is_not_taken_over()
    {
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("X-Request-Id", "chosen-by-the-client");

        using var answer = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);

        Assert.NotEqual("chosen-by-the-client", Header(answer, "X-Request-Id"));
        Assert.DoesNotContain("chosen-by-the-client", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_a_problem()
    {
        using var client = server.Anonymous();

        using var answer = await client.GetAsync("/v1/nothing", TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 404, ApiProblemCodes.RouteNotFound);
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_a_problem()
    {
        using var client = server.Anonymous();

        using var answer = await client.PutAsync("/v1/runs", null, TestContext.Current.CancellationToken);

        await Refusal.IsAsync(answer, 405, ApiProblemCodes.MethodNotAllowed);
        Assert.Contains("GET", answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task The_process_is_ready_on_a_current_schema()
    {
        using var client = server.Anonymous();

        Assert.Equal("ready", await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
        Assert.Equal("ok", await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_refused()
    {
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("X-Large", new string('x', 40_000));

        using var answer = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET /healthz HTTP/1.1\r\n\r\n")]
    [InlineData("NONSENSE\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    public async Task What_is_no_HTTP_ends_the_connection_with_400(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
