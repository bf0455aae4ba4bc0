using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Beta.Agents;
using Anthropic.Models.Beta.Environments;
using Anthropic.Models.Beta.Files;
using Anthropic.Models.Beta.Sessions;
using Anthropic.Models.Beta.Sessions.Events;
using Anthropic.Models.Beta.Sessions.Resources;
using Anthropic.Models.Beta.Skills;
using Anthropic.Models.Beta.Vaults;
using Anthropic.Models.Beta.Vaults.Credentials;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Transport;

/// <summary>The official SDK drives every endpoint there is; an endpoint it was not shown fails here.</summary>
public sealed class EndpointCensusTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    private AnthropicClient Sdk => _provider.Sdk;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_SDK_has_driven_every_endpoint()
    {
        BetaManagedAgentsAgent agent = await WalkAgentsAsync();
        BetaEnvironment environment = await WalkEnvironmentsAsync();
        await WalkVaultsAsync();
        await WalkSkillsAsync();
        string file = await WalkFilesAsync();
        await WalkSessionsAsync(agent.ID, environment.ID, file);
        await Sdk.Beta.Models.Retrieve((await Sdk.Beta.Models.List()).Items[0].ID);
        await Sdk.Beta.Agents.Archive(agent.ID);
        await Sdk.Beta.Environments.Delete(environment.ID);
        await Sdk.Beta.Files.Delete(file);

        JsonElement calls = await AdminAsync("calls");
        HashSet<string> driven = [.. calls.GetProperty("data").EnumerateArray()
            .Where(call => call.GetProperty("sdk").GetString()?.StartsWith("csharp", StringComparison.Ordinal) == true)
            .Select(call => $"{call.GetProperty("method").GetString()} {call.GetProperty("path").GetString()}")];
        Assert.Equal([], SdkMethods.RouteByMethod.Values.Except(driven));
    }

    [Fact]
    public async Task Every_route_and_every_method_of_the_SDK_has_its_line()
    {
        Assert.Equal((await RoutesAsync()).Order(StringComparer.Ordinal),
            SdkMethods.RouteByMethod.Values.Concat(SdkMethods.ReasonByUnreachedRoute.Keys).Order(StringComparer.Ordinal));
        Assert.Equal(SdkMethods.OfTheSdk().Order(StringComparer.Ordinal), SdkMethods.RouteByMethod.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_endpoint_answers_without_a_key_or_to_a_stranger()
    {
        Stage stage = await Stage.SetAsync(_provider);
        foreach (string route in await RoutesAsync())
        {
            string[] parts = route.Split(' ');
            string path = parts[1].Replace("{agent}", stage.AgentId, StringComparison.Ordinal).Replace("{environment}", stage.EnvironmentId, StringComparison.Ordinal)
                .Replace("{session}", stage.SessionId, StringComparison.Ordinal);
            using HttpRequestMessage bare = _provider.Request(new HttpMethod(parts[0]), path, parts[0] == "POST" ? "{}" : null);
            bare.Headers.Authorization = null;
            Assert.True((await _provider.SendAsync(bare)).Status == HttpStatusCode.Unauthorized, route);

            if (path == parts[1] || path.Contains('{', StringComparison.Ordinal))
                continue;
            using HttpRequestMessage stranger = _provider.Request(new HttpMethod(parts[0]), path, parts[0] == "POST" ? "{}" : null);
            stranger.Headers.Authorization = new("Bearer", EmulatedProvider.KeyNamed("stranger"));
            Assert.True((await _provider.SendAsync(stranger)).Status == HttpStatusCode.NotFound, route);
        }
    }

    private async Task<BetaManagedAgentsAgent> WalkAgentsAsync()
    {
        BetaManagedAgentsAgent agent = await Sdk.Beta.Agents.Create(new AgentCreateParams
        {
            Name = "census",
            Model = new BetaManagedAgentsModelConfigParams { ID = BetaManagedAgentsModel.ClaudeOpus5_5 },
            Tools = [new BetaManagedAgentsAgentToolset20260401Params(), new BetaManagedAgentsCustomToolParams
            {
                Name = "lookup",
                Description = "finds things",
                InputSchema = new BetaManagedAgentsCustomToolInputSchema(),
            }],
        });
        agent = await Sdk.Beta.Agents.Update(agent.ID, new AgentUpdateParams { System = "s", Version = agent.Version });
        Assert.Equal(2, (await Sdk.Beta.Agents.Retrieve(agent.ID)).Version);
        Assert.Equal(2, (await Sdk.Beta.Agents.Versions.List(agent.ID)).Items.Count);
        Assert.Single((await Sdk.Beta.Agents.List()).Items);
        return agent;
    }

    private async Task<BetaEnvironment> WalkEnvironmentsAsync()
    {
        BetaEnvironment environment = await Sdk.Beta.Environments.Create(new EnvironmentCreateParams { Name = "census" });
        BetaEnvironment archived = await Sdk.Beta.Environments.Create(new EnvironmentCreateParams { Name = "other" });
        await Sdk.Beta.Environments.Update(environment.ID, new EnvironmentUpdateParams { Description = "d" });
        await Sdk.Beta.Environments.Archive(archived.ID);
        Assert.Equal("d", (await Sdk.Beta.Environments.Retrieve(environment.ID)).Description);
        Assert.Single((await Sdk.Beta.Environments.List()).Items);
        return environment;
    }

    private async Task WalkVaultsAsync()
    {
        BetaManagedAgentsVault vault = await Sdk.Beta.Vaults.Create(new VaultCreateParams { DisplayName = "census" });
        await Sdk.Beta.Vaults.Update(vault.ID, new VaultUpdateParams { DisplayName = "renamed" });
        Assert.Equal("renamed", (await Sdk.Beta.Vaults.Retrieve(vault.ID)).DisplayName);
        BetaManagedAgentsCredential credential = await Sdk.Beta.Vaults.Credentials.Create(vault.ID, new CredentialCreateParams
        {
            DisplayName = "c",
            Auth = new BetaManagedAgentsMcpOAuthCreateParams { McpServerUrl = "https://mcp.example/mcp", AccessToken = "t" },
        });
        await Sdk.Beta.Vaults.Credentials.Update(credential.ID, new CredentialUpdateParams { VaultID = vault.ID, DisplayName = "d" });
        await Sdk.Beta.Vaults.Credentials.McpOAuthValidate(credential.ID, new() { VaultID = vault.ID });
        Assert.Equal("d", (await Sdk.Beta.Vaults.Credentials.Retrieve(credential.ID, new() { VaultID = vault.ID })).DisplayName);
        Assert.Single((await Sdk.Beta.Vaults.Credentials.List(vault.ID)).Items);
        await Sdk.Beta.Vaults.Credentials.Archive(credential.ID, new() { VaultID = vault.ID });
        await Sdk.Beta.Vaults.Credentials.Delete(credential.ID, new() { VaultID = vault.ID });
        await Sdk.Beta.Vaults.Archive(vault.ID);
        Assert.Empty((await Sdk.Beta.Vaults.List()).Items);
        await Sdk.Beta.Vaults.Delete(vault.ID);
    }

    private async Task WalkSkillsAsync()
    {
        static BinaryContent Manual() => new()
        {
            FileName = "census/SKILL.md",
            Stream = new MemoryStream(Encoding.UTF8.GetBytes("---\nname: census\ndescription: counts\n---\n")),
        };
        BetaSkill skill = await Sdk.Beta.Skills.Create(new SkillCreateParams { Files = [Manual()] });
        var version = await Sdk.Beta.Skills.Versions.Create(skill.ID, new() { Files = [Manual()] });
        Assert.Equal(version.ID, (await Sdk.Beta.Skills.Retrieve(skill.ID)).LatestVersionID);
        Assert.Equal(2, (await Sdk.Beta.Skills.Versions.List(skill.ID)).Items.Count);
        Assert.Equal("census", (await Sdk.Beta.Skills.Versions.Retrieve(version.ID, new() { SkillID = skill.ID })).Name);
        using (HttpResponse zip = await Sdk.Beta.Skills.Versions.Download(version.ID, new() { SkillID = skill.ID }))
            Assert.Equal("PK"u8.ToArray(), (await (await zip.ReadAsStream()).ReadToEndAsync())[..2]);
        await Sdk.Beta.Skills.Versions.Delete(version.ID, new() { SkillID = skill.ID });
        Assert.Single((await Sdk.Beta.Skills.List()).Items);
        await Sdk.Beta.Skills.Delete(skill.ID);
    }

    private async Task<string> WalkFilesAsync()
    {
        BetaFileMetadata file = await Sdk.Beta.Files.Upload(new FileUploadParams { File = new BinaryContent { FileName = "in.txt", Stream = new MemoryStream("text"u8.ToArray()) } });
        Assert.Equal(4, (await Sdk.Beta.Files.RetrieveMetadata(file.ID)).SizeBytes);
        Assert.Single((await Sdk.Beta.Files.List()).Items);
        await Assert.ThrowsAnyAsync<AnthropicBadRequestException>(() => Sdk.Beta.Files.Download(file.ID));
        return file.ID;
    }

    private async Task WalkSessionsAsync(string agentId, string environmentId, string fileId)
    {
        BetaManagedAgentsSession session = await Sdk.Beta.Sessions.Create(new SessionCreateParams
        {
            Agent = agentId,
            EnvironmentID = environmentId,
            Resources = [new BetaManagedAgentsGitHubRepositoryResourceParams { Url = "https://github.com/acme/widgets", AuthorizationToken = "t" }],
        });
        await Sdk.Beta.Sessions.Update(session.ID, new SessionUpdateParams { Title = "t" });
        Assert.Equal("t", (await Sdk.Beta.Sessions.Retrieve(session.ID)).Title);
        var mounted = await Sdk.Beta.Sessions.Resources.Add(session.ID, new ResourceAddParams { FileID = fileId });
        Assert.Equal(2, (await Sdk.Beta.Sessions.Resources.List(session.ID)).Items.Count);
        await Sdk.Beta.Sessions.Resources.Retrieve(mounted.ID, new() { SessionID = session.ID });
        await Sdk.Beta.Sessions.Resources.Update(
            (await Sdk.Beta.Sessions.Resources.List(session.ID)).Items[0].ID!, new() { SessionID = session.ID, AuthorizationToken = "u" });
        await Sdk.Beta.Sessions.Resources.Delete(mounted.ID, new() { SessionID = session.ID });
        string thread = Assert.Single((await Sdk.Beta.Sessions.Threads.List(session.ID)).Items).ID;
        await Sdk.Beta.Sessions.Threads.Retrieve(thread, new() { SessionID = session.ID });
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => Sdk.Beta.Sessions.Threads.Archive(thread, new() { SessionID = session.ID }));

        Task<string> wholeLife = FirstTypeAsync(Sdk.Beta.Sessions.Events.StreamStreaming(session.ID), streamed => streamed.Type.Raw());
        Task<string> threadsLife = FirstTypeAsync(Sdk.Beta.Sessions.Threads.Events.StreamStreaming(thread, new() { SessionID = session.ID }), streamed => streamed.Type.Raw());
        while ((await AdminAsync("calls")).GetProperty("data").EnumerateArray().Count(call => call.GetProperty("path").GetString()!.EndsWith("/stream", StringComparison.Ordinal)) < 2)
            await Task.Yield();
        await Sdk.Beta.Sessions.Events.Send(session.ID, new EventSendParams
        {
            Events = [new BetaManagedAgentsUserMessageEventParams { Content = [new BetaManagedAgentsTextBlock { Text = "go" }] }],
        });
        Assert.Equal(("user.message", "user.message"), (await wholeLife, await threadsLife));
        var stage = new Stage(_provider, agentId, environmentId, session.ID);
        await stage.UntilAsync("session.status_idle");
        stage.Pass(4);
        Assert.Equal((await Sdk.Beta.Sessions.Events.List(session.ID)).Items.Count,
            (await Sdk.Beta.Sessions.Threads.Events.List(thread, new() { SessionID = session.ID })).Items.Count);
        await Sdk.Beta.Sessions.Archive(session.ID);
        Assert.Empty((await Sdk.Beta.Sessions.List()).Items);
        await Sdk.Beta.Sessions.Delete(session.ID);
    }

    private static async Task<string> FirstTypeAsync<T>(IAsyncEnumerable<T> stream, Func<T, string> type)
    {
        await foreach (T streamed in stream)
            return type(streamed);
        return "(nothing)";
    }

    private async Task<string[]> RoutesAsync() => [.. (await AdminAsync("routes")).GetProperty("data").EnumerateArray().Select(route => route.GetString()!)];

    private async Task<JsonElement> AdminAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_emulator/" + path);
        return (await _provider.SendAsync(request)).Body;
    }
}
