using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Tests.Transport;

/// <summary>What the emulator refuses to read rather than guess at.</summary>
public sealed class StrictReadingTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/files.json")]
    [InlineData("/favicon.ico")]
    public async Task A_path_that_does_not_exist_answers_in_the_APIs_shape(string path)
    {
        using HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(response.Headers.GetValues("request-id").Single(), body.RootElement.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task An_action_takes_no_fields()
    {
        string agent = Stage.Id(await _provider.CreateAsync("/v1/agents", """{"name": "a", "model": "claude-opus-5-5"}"""));

        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync($"/v1/agents/{agent}/archive", """{"reason": "old"}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("reason:", Message(body), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _provider.PostAsync($"/v1/agents/{agent}/archive", "{}")).Status);
    }

    [Theory]
    [InlineData("""{"name": "a", "name": "b", "model": "claude-opus-5-5"}""")]
    [InlineData("""{"name": "\ud800", "model": "claude-opus-5-5"}""")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "\uD800": 1}""")]
    [InlineData("""{"name": "a", "model": "claude-opus-5-5", "metadata": {"k": "\udfff"}}""")]
    public async Task A_member_given_twice_and_text_that_is_not_Unicode_are_refused(string json) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync("/v1/agents", json)).Status);

    [Fact]
    public async Task A_pair_of_surrogates_is_a_character()
    {
        JsonElement agent = await _provider.CreateAsync("/v1/agents", """{"name": "\ud83d\ude00", "model": "claude-opus-5-5"}""");

        Assert.Equal("😀", agent.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused_and_Latin_1_is_read_when_declared()
    {
        byte[] latin = Encoding.Latin1.GetBytes("""{"name": "é", "model": "claude-opus-5-5"}""");

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(latin, "application/json")).Status);
        (HttpStatusCode status, JsonElement agent) = await SendAsync(latin, "application/json; charset=iso-8859-1");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("é", agent.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Many_large_bodies_at_once_are_read_one_after_another_and_all_of_them()
    {
        string large = $$"""{"display_name": "v", "metadata": {"k": "v"}, "padding": "{{new string('p', EmulatorLimits.LargeBodyBytes)}}"}""";

        (HttpStatusCode Status, JsonElement Body)[] answers =
            await Task.WhenAll(Enumerable.Range(0, 3 * EmulatorLimits.LargeBodiesInFlightMax).Select(_ => _provider.PostAsync("/v1/vaults", large)));

        Assert.All(answers, answer => Assert.StartsWith("padding:", Message(answer.Body), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await _provider.PostAsync("/v1/vaults", """{"display_name": "v"}""")).Status);
    }

    [Fact]
    public async Task A_long_name_of_an_unknown_field_is_not_repeated_in_full()
    {
        (_, JsonElement body) = await _provider.PostAsync("/v1/agents", $$"""{"name": "a", "model": "claude-opus-5-5", "{{new string('x', 10_000)}}": 1}""");

        Assert.InRange(Message(body).Length, 1, 200);
    }

    [Theory]
    [InlineData(408, "request_body_timeout", 400)]
    [InlineData(413, null, 413)]
    [InlineData(400, null, 400)]
    public void What_the_server_refuses_while_reading_has_the_APIs_words(int status, string? code, int expected)
    {
        RefusedException refused = ApiPipeline.Refused(status);

        Assert.Equal((expected, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Lists_refuse_filters_they_do_not_have()
    {
        Stage stage = await Stage.SetAsync(_provider);
        string thread = Stage.Id((await _provider.GetAsync(stage.Path + "/threads")).Body.GetProperty("data")[0]);

        foreach (string query in (string[])["threads?statuses%5b%5d=asleep", $"threads/{thread}/events?order=desc", $"threads/{thread}/events?types%5b%5d=agent.message",
            "events/stream?event_deltas%5b%5d=agent.tool_use", "events/stream?types%5b%5d=agent.message"])
            Assert.True((await _provider.GetAsync($"{stage.Path}/{query}")).Status == HttpStatusCode.BadRequest, query);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(byte[] body, string type)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, "/v1/agents");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await _provider.SendAsync(request);
    }

    private static string Message(JsonElement body) => body.GetProperty("error").GetProperty("message").GetString()!;
}
