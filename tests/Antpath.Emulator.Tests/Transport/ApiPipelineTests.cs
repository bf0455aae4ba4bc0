using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Transport;

public sealed class ApiPipelineTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Both_forms_of_authentication_are_accepted()
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Get, "/v1/agents");
        request.Headers.Authorization = null;
        request.Headers.Add("x-api-key", _provider.Key);

        Assert.Equal(HttpStatusCode.OK, (await _provider.SendAsync(request)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync("/v1/agents")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("sk-ant-")]
    [InlineData("sk-ant-x-revoked-y")]
    [InlineData("sk-ant-x-invalid-y")]
    public async Task A_key_that_is_missing_malformed_or_refused_answers_401(string? key)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Get, "/v1/agents");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

        (HttpStatusCode status, JsonElement body) = await _provider.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("authentication_error", ErrorType(body));
    }

    [Fact]
    public async Task Every_response_names_its_request_and_an_error_body_repeats_the_name()
    {
        using HttpResponseMessage good = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, "/v1/agents"));
        using HttpResponseMessage bad = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, "/v1/agents/agent_none"));

        Assert.StartsWith("req_", good.Headers.GetValues("request-id").Single(), StringComparison.Ordinal);
        Assert.True(good.Headers.Contains("anthropic-organization-id") && good.Headers.Contains("anthropic-workspace-id"));
        using JsonDocument body = JsonDocument.Parse(await bad.Content.ReadAsStringAsync());
        Assert.Equal(bad.Headers.GetValues("request-id").Single(), body.RootElement.GetProperty("request_id").GetString());
        Assert.Equal("error", body.RootElement.GetProperty("type").GetString());
        Assert.Equal("not_found_error", ErrorType(body.RootElement));
    }

    [Theory]
    [InlineData("/v1/agents")]
    [InlineData("/v1/environments")]
    [InlineData("/v1/sessions")]
    [InlineData("/v1/vaults")]
    public async Task A_gated_path_does_not_exist_without_the_beta_header(string path)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Get, path);
        request.Headers.Remove("anthropic-beta");

        Assert.Equal(HttpStatusCode.NotFound, (await _provider.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("/v1/files")]
    [InlineData("/v1/skills")]
    [InlineData("/v1/models")]
    public async Task Generally_available_paths_need_no_beta_header(string path)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Get, path);
        request.Headers.Remove("anthropic-beta");

        Assert.Equal(HttpStatusCode.OK, (await _provider.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("files-api-2025-04-14")]
    [InlineData("skills-2025-10-02")]
    [InlineData("managed-agents-2026-04-01,made-up-2026-01-01")]
    [InlineData("managed-agents-2026-04-01,agent-memory-2026-07-22")]
    public async Task Retired_unknown_and_conflicting_betas_are_refused(string betas)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Get, "/v1/files");
        request.Headers.Remove("anthropic-beta");
        request.Headers.Add("anthropic-beta", betas);

        (HttpStatusCode status, JsonElement body) = await _provider.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", ErrorType(body));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("2020-01-01", HttpStatusCode.BadRequest)]
    [InlineData("2023-06-01", HttpStatusCode.OK)]
    [InlineData("2026-10-21", HttpStatusCode.OK)]
    public async Task The_version_header_is_checked(string? version, HttpStatusCode expected)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Get, "/v1/agents");
        request.Headers.Remove("anthropic-version");
        if (version is not null)
            request.Headers.Add("anthropic-version", version);

        Assert.Equal(expected, (await _provider.SendAsync(request)).Status);
    }

    [Fact]
    public async Task An_unknown_field_is_refused_with_its_path()
    {
        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync("/v1/agents",
            """{"name": "a", "model": {"id": "claude-opus-5-5", "temperature": 1} }""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("model.temperature:", Message(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_query_parameter_and_an_array_without_brackets_are_refused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync("/v1/agents?name=a")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync("/v1/sessions?statuses=idle")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync("/v1/sessions?statuses%5b%5d=idle&statuses%5b%5d=running&beta=true")).Status);
    }

    [Theory]
    [InlineData("text/plain", "{}")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "[]")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string type, string text)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, "/v1/agents");
        request.Content = new StringContent(text, Encoding.UTF8, type);

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_foreign_charset_is_refused_by_its_code()
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, "/v1/agents");
        request.Content = new ByteArrayContent("{}"u8.ToArray());
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-16");

        (_, JsonElement body) = await _provider.SendAsync(request);

        Assert.Equal("unsupported_charset", body.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task A_JSON_body_over_the_limit_answers_413()
    {
        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync("/v1/agents", $$"""{"name": "{{new string('x', EmulatorLimits.JsonBodyBytesMax)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("request_too_large", ErrorType(body));
    }

    [Fact]
    public async Task Each_key_is_an_organization_of_its_own()
    {
        JsonElement agent = await _provider.CreateAsync("/v1/agents", """{"name": "mine", "model": "claude-opus-5-5"}""");
        using HttpRequestMessage other = _provider.Request(HttpMethod.Get, $"/v1/agents/{agent.GetProperty("id").GetString()}");
        other.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EmulatedProvider.KeyNamed("two"));

        Assert.Equal(HttpStatusCode.NotFound, (await _provider.SendAsync(other)).Status);
    }

    private static string? ErrorType(JsonElement body) => body.GetProperty("error").GetProperty("type").GetString();

    private static string Message(JsonElement body) => body.GetProperty("error").GetProperty("message").GetString()!;
}
