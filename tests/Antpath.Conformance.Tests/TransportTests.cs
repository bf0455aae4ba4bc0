using System.Net.Http.Headers;
using System.Text;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§1: authentication, versions, beta headers.</summary>
public sealed class TransportTests(ProviderUnderTest provider)
{
    [Fact] // §1.1
    public async Task A_key_is_taken_as_a_bearer_and_as_a_header_of_its_own()
    {
        (await provider.GetAsync("/v1/agents?limit=1")).Expect(200);

        HttpRequestMessage request = provider.Request(HttpMethod.Get, "/v1/agents?limit=1");
        request.Headers.Authorization = null;
        request.Headers.Add("x-api-key", provider.Settings.ApiKey);
        (await provider.SendAsync(request)).Expect(200);
    }

    [Theory] // §1.1
    [InlineData("2023-06-01")]
    [InlineData("2026-10-21")]
    public async Task Both_versions_are_served(string version)
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Get, "/v1/agents?limit=1");
        request.Headers.Remove("anthropic-version");
        request.Headers.Add("anthropic-version", version);

        (await provider.SendAsync(request)).Expect(200);
    }

    [Fact] // §1.1
    public async Task The_old_query_parameter_is_ignored() => (await provider.GetAsync("/v1/agents?limit=1&beta=true")).Expect(200);

    [Theory] // §1.2
    [InlineData("/v1/agents")]
    [InlineData("/v1/environments")]
    [InlineData("/v1/vaults")]
    [InlineData("/v1/sessions")]
    public async Task Without_the_beta_header_a_gated_path_does_not_exist(string path)
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Get, path);
        request.Headers.Remove("anthropic-beta");

        (await provider.SendAsync(request)).Expect(404, "not_found_error");
    }

    [Theory] // §1.2
    [InlineData("/v1/files?limit=1")]
    [InlineData("/v1/skills?limit=1")]
    public async Task Files_and_skills_need_no_beta_header(string path)
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Get, path);
        request.Headers.Remove("anthropic-beta");

        (await provider.SendAsync(request)).Expect(200);
    }

    [Fact] // §1.2
    public async Task A_beta_name_that_nobody_knows_is_refused()
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Get, "/v1/agents?limit=1");
        request.Headers.Remove("anthropic-beta");
        request.Headers.Add("anthropic-beta", $"{ProviderUnderTest.ManagedAgents},antpath-unheard-of-2026-01-01");

        (await provider.SendAsync(request)).Expect(400, "invalid_request_error");
    }

    [Fact] // §1.3, §2.1
    public async Task Every_answer_names_its_request_and_errors_repeat_the_name()
    {
        Answer good = await provider.GetAsync("/v1/agents?limit=1");
        Answer bad = await provider.GetAsync("/v1/agents/agent_unheardof");

        Assert.False(string.IsNullOrEmpty(good.RequestId));
        Assert.Equal(bad.RequestId, bad.Text("request_id"));
        Assert.NotEqual(good.RequestId, bad.RequestId);
    }

    [Fact] // §1.1
    public async Task A_charset_it_cannot_read_is_refused()
    {
        HttpRequestMessage request = provider.Request(HttpMethod.Post, "/v1/agents");
        request.Content = new ByteArrayContent(Encoding.Unicode.GetBytes("{}"));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-16");

        Assert.Equal("unsupported_charset", (await provider.SendAsync(request)).Expect(400).ErrorCode);
    }
}
