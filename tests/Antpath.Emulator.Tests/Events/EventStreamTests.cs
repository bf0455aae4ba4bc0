using System.Net;
using Anthropic.Models.Beta.Sessions.Events;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Events;

public sealed class EventStreamTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await EmulatedProvider.StartAsync();
        _stage = await Stage.SetAsync(_provider);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_stream_tells_a_message_twice_with_one_id_and_ends_with_the_session()
    {
        using StreamReader reader = await OpenAsync(_stage.Path + "/events/stream");
        await _stage.PlayAsync("[[scenario: no-files]] hello");
        await _provider.DeleteAsync(_stage.Path);

        string[] lines = (await reader.ReadToEndAsync()).Split('\n');

        string[] types = [.. lines.Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..])];
        Assert.Equal(["user.message", "user.message", "session.status_running"], types.Take(3));
        Assert.Equal("session.deleted", types[^1]);
        string[] data = [.. lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal))];
        Assert.Equal(types.Length, data.Length); // every frame has both lines
    }

    [Fact]
    public async Task Nothing_from_before_the_connection_is_replayed()
    {
        await _stage.PlayAsync("[[scenario: no-files]] before");
        using StreamReader reader = await OpenAsync(_stage.Path + "/events/stream");
        await _provider.DeleteAsync(_stage.Path);

        Assert.DoesNotContain("user.message", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_stream_is_kept_alive_by_pings()
    {
        using StreamReader reader = await OpenAsync(_stage.Path + "/events/stream");
        _provider.Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("event: ping", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task The_thread_has_its_own_stream_path_and_deltas_come_on_request()
    {
        string thread = Stage.Id((await _provider.GetAsync(_stage.Path + "/threads")).Body.GetProperty("data")[0]);
        using StreamReader reader = await OpenAsync($"{_stage.Path}/threads/{thread}/stream?event_deltas%5b%5d=agent.message");
        await _stage.PlayAsync("[[scenario: no-files]] hello");
        await _provider.DeleteAsync(_stage.Path);

        string text = await reader.ReadToEndAsync();

        Assert.Contains("event: event_start", text, StringComparison.Ordinal);
        Assert.Contains("event: event_delta", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync($"{_stage.Path}/threads/{thread}/events/stream")).Status);
    }

    [Theory]
    [InlineData("truncated_body")]
    [InlineData("duplicate_events")]
    [InlineData("slow_body")]
    public async Task A_stream_can_break_off_repeat_itself_or_come_slowly(string kind)
    {
        using var fault = new HttpRequestMessage(HttpMethod.Post, "/_emulator/faults")
        {
            Content = new StringContent($$"""{"kind": "{{kind}}", "path": "/v1/sessions/{session}/events/stream", "delay": {"milliseconds": 1} }""", System.Text.Encoding.UTF8, "application/json"),
        };
        await _provider.SendAsync(fault);
        using StreamReader reader = await OpenAsync(_stage.Path + "/events/stream");
        await _stage.PlayAsync("[[scenario: no-files]] hello");
        await _provider.DeleteAsync(_stage.Path);

        Task<int> reading = CountFramesAsync(reader);
        while (!reading.IsCompleted)
        {
            _provider.Clock.Advance(TimeSpan.FromMilliseconds(1)); // what a slow stream waits on
            await Task.Yield();
        }

        int whole = (await reading, kind) switch
        {
            (var frames, "truncated_body") => frames <= 5 ? 12 : frames, // cutting may cost what was in the air
            (var frames, "duplicate_events") => frames / 2,
            (var frames, _) => frames,
        };
        Assert.Equal(12, whole); // ten events, one of them twice, and the end
    }

    [Fact]
    public async Task The_SDK_reads_the_stream()
    {
        await using IAsyncEnumerator<BetaManagedAgentsStreamSessionEvents> events =
            _provider.Sdk.Beta.Sessions.Events.StreamStreaming(_stage.SessionId).GetAsyncEnumerator();
        ValueTask<bool> first = events.MoveNextAsync(); // opens the connection
        while (!await OpenStreamsAsync())
            await Task.Yield();
        await _stage.PlayAsync("[[scenario: no-files]] hello");

        var types = new List<string>();
        bool more = await first;
        while (more)
        {
            types.Add(events.Current.Type.Raw());
            if (types[^1] == "session.status_idle")
                break;
            more = await events.MoveNextAsync();
        }
        Assert.Equal("user.message", types[0]);
        Assert.Contains("agent.message", types);
    }

    private static async Task<int> CountFramesAsync(StreamReader reader)
    {
        int frames = 0;
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                frames += line.StartsWith("event: ", StringComparison.Ordinal) && line != "event: ping" ? 1 : 0;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // the connection was cut on purpose
        }
        return frames;
    }

    private async Task<bool> OpenStreamsAsync()
    {
        string calls = await _provider.Http.GetStringAsync(new Uri("/_emulator/calls", UriKind.Relative));
        return calls.Contains("/events/stream", StringComparison.Ordinal);
    }

    private async Task<StreamReader> OpenAsync(string path)
    {
        HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }
}
