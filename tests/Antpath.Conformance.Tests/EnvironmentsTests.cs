using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§8: environments.</summary>
public sealed class EnvironmentsTests(ProviderUnderTest provider)
{
    [Fact] // §8.1
    public async Task Its_configuration_comes_back_resolved()
    {
        Answer environment = await provider.NewEnvironmentAsync("""
            , "config": {"type": "cloud", "networking": {"type": "limited", "allowed_hosts": ["api.example.com"], "allow_package_managers": true}, "packages": {"pip": ["pandas"]}}
            """);

        Assert.StartsWith("env_", environment.Id, StringComparison.Ordinal);
        var networking = environment["config"].GetProperty("networking");
        Assert.Equal((false, true), (networking.GetProperty("allow_mcp_servers").GetBoolean(), networking.GetProperty("allow_package_managers").GetBoolean()));
        var packages = environment["config"].GetProperty("packages");
        Assert.All((string[])["apt", "cargo", "gem", "go", "npm"], kind => Assert.Equal(0, packages.GetProperty(kind).GetArrayLength()));
        Assert.Equal("pandas", packages.GetProperty("pip")[0].GetString());
    }

    [Fact] // §8.1
    public async Task Packages_behind_limited_networking_need_their_managers() => (await provider.PostAsync("/v1/environments", $$"""
        {"name": "antpath-conformance-{{provider.Tag}}-p", "config": {"type": "cloud", "networking": {"type": "limited"}, "packages": {"pip": ["pandas"]} } }
        """)).Expect(400, "invalid_request_error");

    [Fact] // §8.2
    public async Task Archiving_is_final_and_may_be_repeated()
    {
        string path = $"/v1/environments/{(await provider.NewEnvironmentAsync()).Id}";

        (await provider.PostAsync(path + "/archive", null)).Expect(200);
        (await provider.PostAsync(path + "/archive", null)).Expect(200);

        Assert.Equal("environment_archived", (await provider.PostAsync(path, """{"description": "d"}""")).Expect(400).ErrorCode);
        Answer deleted = (await provider.DeleteAsync(path)).Expect(200);
        Assert.Equal("environment_deleted", deleted.Text("type"));
        (await provider.GetAsync(path)).Expect(404);
    }

    [Fact] // §17.1
    public async Task Whether_a_name_may_be_used_twice()
    {
        Answer first = await provider.NewEnvironmentAsync();

        Answer second = await provider.PostAsync("/v1/environments", $$"""{"name": "{{first.Text("name")}}", "config": {"type": "cloud"} }""");

        if (second.Status == 200)
            provider.Made.Add("/v1/environments", second.Id);
        provider.Differences.Observe("§17.1", "a second live environment of a name", "409 conflict_error", second.Outcome());
    }

    [Fact] // §8.2: refused, §17.4: how
    public async Task One_that_a_session_references_cannot_be_deleted()
    {
        string path = $"/v1/environments/{(await provider.EnvironmentAsync()).Id}";
        await provider.NewSessionAsync();

        Answer refused = await provider.DeleteAsync(path);

        Assert.InRange(refused.Status, 400, 499);
        (await provider.GetAsync(path)).Expect(200);
        provider.Differences.Observe("§17.4", "deleting an environment that a session references", "400 invalid_request_error", refused.Outcome());
    }
}
