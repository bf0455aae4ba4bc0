using Antpath.Engine.Providers;
using Antpath.Engine.Providers.Claude;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>What comes of answers that are lost, late or senseless.</summary>
public sealed class ClaudeLossesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(529)]
    public async Task A_create_is_asked_once_whatever_the_answer(int status)
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(status, errorCode: null, ("x-should-retry", "true"), ("retry-after", "0")));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.False((await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Succeeded);
        Assert.False((await bed.Provider.CreateSessionAsync(ClaudeSamples.Start(), bed.Marker("session"), Cancellation)).Succeeded);
        Assert.False((await bed.Provider.SendPromptAsync(bed.Bundle(), "sesn_1", Cancellation)).Succeeded);

        Assert.Equal(["/v1/vaults", "/v1/sessions", "/v1/sessions/sesn_1/events"], server.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task A_create_whose_connection_breaks_is_asked_once_and_unknown()
    {
        await using var server = new ScriptedServer(new ScriptedAnswer.Reset());
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var vault = await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation);

        Assert.Equal(("provider_connection_lost", true), (vault.Failure?.Code, vault.Failure?.OutcomeUnknown));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_create_that_never_reached_anybody_did_not_happen()
    {
        Uri nobody;
        await using (var gone = new ScriptedServer(new ScriptedAnswer.Reset()))
            nobody = gone.BaseUrl;
        await using var bed = await ClaudeTestBed.StartAsync(nobody);

        var vault = await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation);

        Assert.Equal(("provider_unreachable", false), (vault.Failure?.Code, vault.Failure?.OutcomeUnknown));
        Assert.Equal(ErrorClass.TransientProvider, vault.Failure?.Class);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":"../../admin"}""")]
    public async Task A_success_that_cannot_be_read_leaves_a_create_unknown(string body)
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json(body));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var vault = await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation);

        Assert.Equal(("provider_answer_unreadable", true), (vault.Failure?.Code, vault.Failure?.OutcomeUnknown));
    }

    [Fact]
    public async Task A_success_cut_short_leaves_a_create_unknown()
    {
        await using var server = new ScriptedServer(new ScriptedAnswer.Http(200, [("content-type", "application/json")], "{\"id\":\"vlt_1\"}"u8.ToArray(), MissingBytes: 5));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var vault = await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation);

        Assert.Equal(("provider_connection_lost", true), (vault.Failure?.Code, vault.Failure?.OutcomeUnknown));
    }

    [Fact]
    public async Task A_silent_server_ends_in_a_timeout_that_leaves_a_create_unknown()
    {
        var time = new FakeTimeProvider();
        await using var server = new ScriptedServer(new ScriptedAnswer.Silence());
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl, time);

        var creating = bed.Provider.CreateSessionAsync(ClaudeSamples.Start(), bed.Marker("session"), Cancellation);
        await server.Asked.Task.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(179));
        Assert.False(creating.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var failure = (await creating).Failure;
        Assert.Equal(("provider_timeout", true), (failure?.Code, failure?.OutcomeUnknown));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_is_not_taken_for_a_timeout()
    {
        await using var server = new ScriptedServer(new ScriptedAnswer.Silence());
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        using var leaving = new CancellationTokenSource();

        var creating = bed.Provider.CreateVaultAsync(bed.Marker("vault"), leaving.Token);
        await server.Asked.Task.WaitAsync(Cancellation);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating);
    }

    [Fact]
    public async Task A_read_is_asked_again_while_the_provider_is_in_trouble()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(503), ScriptedAnswer.Error(529), ScriptedAnswer.Json(ClaudeSamples.NoMore));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.True((await bed.Provider.ListFilesAsync("sesn_1", Cancellation)).Succeeded);

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_read_gives_up_after_its_tries_or_when_the_provider_says_so()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(503));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        await using var firm = new ScriptedServer(ScriptedAnswer.Error(503, errorCode: null, ("x-should-retry", "false")));
        await using var firmBed = await ClaudeTestBed.StartAsync(firm.BaseUrl);

        Assert.Equal("provider_unavailable", (await bed.Provider.ListFilesAsync("sesn_1", Cancellation)).Failure?.Code);
        Assert.Equal("provider_unavailable", (await firmBed.Provider.ListFilesAsync("sesn_1", Cancellation)).Failure?.Code);

        Assert.Equal(3, server.Requests.Count);
        Assert.Single(firm.Requests);
    }

    [Fact]
    public async Task A_download_streams_and_ends_with_an_error_when_it_is_cut_short()
    {
        var bytes = new byte[200_000];
        await using var server = new ScriptedServer(new ScriptedAnswer.Http(200, [], bytes), new ScriptedAnswer.Http(200, [], bytes, MissingBytes: 1));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        await using (var whole = (await bed.Provider.OpenFileAsync("file_1", Cancellation)).Value!)
            Assert.Equal(bytes.Length, await ClaudeSamples.CountAsync(whole));
        await using var cut = (await bed.Provider.OpenFileAsync("file_1", Cancellation)).Value!;
        await Assert.ThrowsAnyAsync<IOException>(() => ClaudeSamples.CountAsync(cut));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_used_still_names_its_request()
    {
        (string, string) id = ("request-id", "req_lost");
        await using var server = new ScriptedServer(
            ScriptedAnswer.Json("not json", 200, id),
            new ScriptedAnswer.Http(200, [("content-type", "application/json"), id], "{\"id\":\"vlt_1\"}"u8.ToArray(), MissingBytes: 5));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.Equal("req_lost", (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure?.RequestId);
        Assert.Equal("req_lost", (await bed.Provider.CreateVaultAsync(bed.Marker("vault"), Cancellation)).Failure?.RequestId);
    }

    [Fact]
    public async Task A_download_that_drips_ends_when_its_whole_time_is_over()
    {
        var time = new FakeTimeProvider();
        using var response = new MemoryStream();
        await using var download = new DownloadStream(response, new EndlessStream(), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3), time);

        for (var minutes = 0; minutes < 6; minutes++)
        {
            Assert.Equal(1, await download.ReadAsync(new byte[1], Cancellation));
            time.Advance(TimeSpan.FromSeconds(29));
        }

        time.Advance(TimeSpan.FromSeconds(10));
        var over = await Assert.ThrowsAsync<IOException>(() => ClaudeSamples.CountAsync(download));
        Assert.Contains("180 s", over.Message, StringComparison.Ordinal);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
