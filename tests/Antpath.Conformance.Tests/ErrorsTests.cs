using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§2: statuses, types and the classes of the official SDK.</summary>
public sealed class ErrorsTests(ProviderUnderTest provider)
{
    [Fact] // §2.2
    public async Task A_key_that_nobody_issued_is_an_authentication_error()
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Get, "/v1/agents");
        request.Headers.Authorization = new("Bearer", string.Concat("sk-", "ant-", "conformance-invalid-key"));

        (await provider.SendAsync(request)).Expect(401, "authentication_error");
    }

    [Theory] // §2.2
    [InlineData("/v1/agents/agent_unheardof")]
    [InlineData("/v1/environments/env_unheardof")]
    [InlineData("/v1/vaults/vlt_unheardof")]
    [InlineData("/v1/sessions/sesn_unheardof")]
    [InlineData("/v1/skills/skill_unheardof")]
    [InlineData("/v1/files/file_unheardof")]
    public async Task What_does_not_exist_is_not_found(string path) => (await provider.GetAsync(path)).Expect(404, "not_found_error");

    [Theory] // §2.1, §2.2
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"model\": \"claude-haiku-4-5\"}")]
    [InlineData("{\"name\": 7, \"model\": \"claude-haiku-4-5\"}")]
    public async Task A_body_that_makes_no_sense_is_an_invalid_request(string body)
    {
        Answer answer = (await provider.PostAsync("/v1/agents", body)).Expect(400, "invalid_request_error");

        Assert.Equal("error", answer.Text("type"));
        Assert.NotEmpty(answer["error"].GetProperty("message").GetString()!);
    }

    [Fact] // §2.3
    public async Task The_SDK_derives_its_exceptions_from_the_status()
    {
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => provider.Sdk.Beta.Agents.Retrieve("agent_unheardof"));
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => provider.Sdk.Beta.Environments.Create(new() { Name = "" }));
        using var stranger = new AnthropicClient(new ClientOptions
        {
            BaseUrl = provider.Sdk.BaseUrl,
            ApiKey = string.Concat("sk-", "ant-", "conformance-invalid-key"),
            MaxRetries = 0,
        });
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => stranger.Beta.Agents.List());
    }
}
