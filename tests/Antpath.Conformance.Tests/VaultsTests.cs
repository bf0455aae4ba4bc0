using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§9: vaults and credentials.</summary>
public sealed class VaultsTests(ProviderUnderTest provider)
{
    private const string Secret = "conformance-secret-4711";

    [Theory] // §9.2
    [InlineData("""{"type": "static_bearer", "mcp_server_url": "https://mcp.a.example/mcp", "token": "conformance-secret-4711"}""")]
    [InlineData("""{"type": "mcp_oauth", "mcp_server_url": "https://mcp.a.example/mcp", "access_token": "conformance-secret-4711"}""")]
    [InlineData("""{"type": "environment_variable", "secret_name": "TOKEN", "secret_value": "conformance-secret-4711", "networking": {"type": "limited", "allowed_hosts": ["api.example.com"]}}""")]
    public async Task A_secret_goes_in_and_never_comes_out(string auth)
    {
        string path = await NewVaultPathAsync();

        Answer created = (await provider.PostAsync(path + "/credentials", $$"""{"display_name": "c", "auth": {{auth}} }""")).Expect(200);
        Answer read = (await provider.GetAsync($"{path}/credentials/{created.Id}")).Expect(200);
        Answer listed = (await provider.GetAsync(path + "/credentials")).Expect(200);

        Assert.StartsWith("vcrd_", created.Id, StringComparison.Ordinal);
        Assert.Equal("vault_credential", read.Text("type"));
        Assert.Single(listed.Items);
        Assert.All((Answer[])[created, read, listed], answer => Assert.DoesNotContain(Secret, answer.ToString(), StringComparison.Ordinal));
    }

    [Fact] // §9.2
    public async Task A_server_has_one_active_credential_and_archiving_frees_its_place()
    {
        string path = await NewVaultPathAsync() + "/credentials";
        const string Body = """{"display_name": "c", "auth": {"type": "static_bearer", "mcp_server_url": "https://mcp.a.example/mcp", "token": "t"}}""";
        Answer first = (await provider.PostAsync(path, Body)).Expect(200);

        Answer second = await provider.PostAsync(path, Body);

        Assert.Equal(409, second.Status);
        provider.Differences.Observe("§17.2", "error.type of a 409 for a second credential", "conflict_error", second.ErrorType);
        (await provider.PostAsync($"{path}/{first.Id}/archive", null)).Expect(200);
        (await provider.PostAsync(path, Body)).Expect(200);
    }

    [Fact] // §9.3, §5
    public async Task Deleting_a_vault_takes_its_credentials_along()
    {
        string path = await NewVaultPathAsync();
        Answer credential = (await provider.PostAsync(
            path + "/credentials", """{"display_name": "c", "auth": {"type": "static_bearer", "mcp_server_url": "https://mcp.a.example/mcp", "token": "t"}}""")).Expect(200);

        Assert.Equal("vault_deleted", (await provider.DeleteAsync(path)).Expect(200).Text("type"));

        (await provider.GetAsync(path)).Expect(404);
        (await provider.GetAsync($"{path}/credentials/{credential.Id}")).Expect(404);
        provider.Differences.Observe("§17.5", "deleting a vault again", "404 not_found_error", (await provider.DeleteAsync(path)).Outcome());
    }

    [Fact] // §9.2; the status of the 21st is open
    public async Task Twenty_credentials_fit_into_a_vault()
    {
        string path = await NewVaultPathAsync() + "/credentials";
        for (int i = 1; i <= 20; i++)
            (await provider.PostAsync(path, Numbered(i))).Expect(200);

        Answer oneMore = await provider.PostAsync(path, Numbered(21));

        Assert.InRange(oneMore.Status, 400, 499);
        provider.Differences.Observe("§17.23", "the 21st credential of a vault", "400 invalid_request_error", oneMore.Outcome());

        static string Numbered(int i) => $$$"""{"display_name": "c", "auth": {"type": "static_bearer", "mcp_server_url": "https://mcp-{{{i}}}.example/mcp", "token": "t"}}""";
    }

    private async Task<string> NewVaultPathAsync() => $"/v1/vaults/{(await provider.NewVaultAsync()).Id}";
}
