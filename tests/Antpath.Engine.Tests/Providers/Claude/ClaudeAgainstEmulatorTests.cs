using System.Text;
using System.Text.Json;
using Antpath.Emulator;
using Antpath.Engine.Providers;
using Antpath.Submission;
using Antpath.Templates;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The adapter against the other reading of the provider's contract, over HTTP.</summary>
public sealed class ClaudeAgainstEmulatorTests : IAsyncLifetime
{
    private static readonly Dictionary<string, CreatedResource> NoSkills = [];

    private readonly FakeTimeProvider _emulatorTime = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private EmulatorHost _emulator = null!;
    private ClaudeTestBed _bed = null!;

    private DateTimeOffset Since => _emulatorTime.GetUtcNow() - TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync(new EmulatorOptions { ContactMcpServers = false, Seed = 1 }, _emulatorTime, Cancellation);
        _bed = new ClaudeTestBed(_emulator.BaseAddress);
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task A_run_goes_from_nothing_to_its_files_and_back_to_nothing()
    {
        var bundle = Full();
        var provider = _bed.Provider;

        var skill = Ok(await provider.UploadSkillAsync(bundle, "house-style", _bed.Marker("skill:house-style"), Cancellation));
        var file = Ok(await provider.UploadFileAsync(bundle, "input/data.csv", _bed.Marker("file:input/data.csv"), Cancellation));
        var agent = Ok(await provider.CreateAgentAsync(bundle, new Dictionary<string, CreatedResource> { ["house-style"] = skill }, _bed.Marker("agent"), Cancellation));
        var environment = Ok(await provider.CreateEnvironmentAsync(bundle, _bed.Marker("environment"), Cancellation));
        var vault = Ok(await provider.CreateVaultAsync(_bed.Marker("vault"), Cancellation));
        var credential = Ok(await provider.CreateCredentialAsync(bundle, "tracker", vault.ProviderId, _bed.Marker("credential:tracker"), Cancellation));
        var start = new SessionStart
        {
            Agent = agent,
            EnvironmentId = environment.ProviderId,
            VaultId = vault.ProviderId,
            FileIdsByPath = new Dictionary<string, string> { ["input/data.csv"] = file.ProviderId },
            BudgetCents = 250,
        };
        var session = Ok(await provider.CreateSessionAsync(start, _bed.Marker("session"), Cancellation)).ProviderId;

        var snapshot = Ok(await provider.GetSessionAsync(session, Cancellation));
        Assert.Equal("idle", snapshot.Status);
        Assert.Equal(agent, snapshot.Agent);
        Assert.Equal(environment.ProviderId, snapshot.EnvironmentId);
        Assert.Equal([vault.ProviderId], snapshot.VaultIds);
        Assert.Empty(snapshot.ToolsThatCouldAsk);
        Assert.False(Ok(await provider.WasPromptSentAsync(session, Cancellation)));

        var sent = Ok(await provider.SendPromptAsync(bundle, session, Cancellation));
        Assert.Equal("user.message", sent.Type);
        Assert.True(Ok(await provider.WasPromptSentAsync(session, Cancellation)));

        LetTimePass(TimeSpan.FromMinutes(5));
        var status = Ok(await provider.ListStatusEventsAsync(session, 10, Cancellation));
        Assert.Equal("session.status_idle", status[0].Type);
        Assert.Equal("end_turn", status[0].StopReason);
        Assert.Equal("idle", Ok(await provider.GetSessionAsync(session, Cancellation)).Status);
        Assert.True(Ok(await provider.GetSessionAsync(session, Cancellation)).Usage?.OutputTokens > 0);

        var events = Ok(await provider.ListEventsAsync(session, since: null, 1000, Cancellation));
        Assert.Contains(events, e => e.Type == "session.usage" && e.Usage is { OutputTokens: > 0 });

        var files = Ok(await provider.ListFilesAsync(session, Cancellation));
        Assert.NotEmpty(files);
        foreach (var output in files)
        {
            await using var content = Ok(await provider.OpenFileAsync(output.Id, Cancellation));
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, Cancellation);
            Assert.Equal(output.SizeBytes, bytes.Length);
        }

        Assert.Equal(Disposal.Deleted, Ok(await provider.DisposeResourceAsync(ProviderResourceType.Session, session, Cancellation)));
        Assert.Equal(Disposal.Deleted, Ok(await provider.DisposeResourceAsync(ProviderResourceType.Vault, vault.ProviderId, Cancellation)));
        Assert.Equal(Disposal.AlreadyGone, Ok(await provider.DisposeResourceAsync(ProviderResourceType.Credential, credential.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Deleted, Ok(await provider.DisposeResourceAsync(ProviderResourceType.Environment, environment.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Archived, Ok(await provider.DisposeResourceAsync(ProviderResourceType.Agent, agent.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Deleted, Ok(await provider.DisposeResourceAsync(ProviderResourceType.Skill, skill.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Deleted, Ok(await provider.DisposeResourceAsync(ProviderResourceType.File, file.ProviderId, Cancellation)));

        Assert.Equal("session_lost", (await provider.GetSessionAsync(session, Cancellation)).Failure?.Code);
    }

    // in steps, because what happens next is scheduled by what happens now
    private void LetTimePass(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += TimeSpan.FromMilliseconds(250))
            _emulatorTime.Advance(TimeSpan.FromMilliseconds(250));
    }

    private ExecutionBundle Full()
    {
        var secrets = new RunSecrets
        {
            Anthropic = new AnthropicSecrets { ApiKey = _bed.Key },
            McpServers = [McpServerSecrets.WithBearer("tracker", "https://mcp.tracker.example/mcp", "token-of-the-tracker")],
            Skills = [new SkillUpload
            {
                Name = "house-style",
                Files = [
                    new SkillFile("SKILL.md", Encoding.UTF8.GetBytes("---\nname: house-style\ndescription: How we write.\n---\nBe brief.\n")),
                    new SkillFile("notes/words.txt", "plain words"u8.ToArray()),
                ],
            }],
        };
        return _bed.Bundle(
            t =>
            {
                t.McpServer("tracker", "https://mcp.tracker.example/mcp", McpAuth.RequiredStaticBearer);
                t.Skill(new SkillReference.Uploaded("house-style"));
                t.InputFile("input/data.csv", "a,b\n1,2\n");
                t.Networking(new Networking.Limited { AllowedHosts = ["api.example.com"], AllowMcpServers = true, AllowPackageManagers = true });
                t.Packages(new PackageSet { Pip = ["pandas==2.2.3"] });
                t.BuiltInTools(enabledByDefault: true, new ToolConfig("web_search") { AllowedDomains = ["example.com"] }, new ToolConfig("web_fetch") { Enabled = false });
            },
            secrets);
    }

    private static T Ok<T>(ProviderResult<T> result)
    {
        Assert.True(result.Succeeded, JsonSerializer.Serialize(result.Failure));
        return result.Value;
    }
}
