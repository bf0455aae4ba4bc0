using System.Text;
using Antpath.Engine.Providers;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The adapter against the other reading of the provider's contract, over HTTP.</summary>
public sealed class ClaudeAgainstEmulatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_from_nothing_to_its_files_and_back_to_nothing()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var bundle = Full(bed.Claude.Key);
        var provider = bed.Provider;

        var skill = EmulatorBed.Ok(await provider.UploadSkillAsync(bundle, "house-style", bed.Claude.Marker("skill:house-style"), Cancellation));
        var file = EmulatorBed.Ok(await provider.UploadFileAsync(bundle, "input/data.csv", bed.Claude.Marker("file:input/data.csv"), Cancellation));
        var agent = EmulatorBed.Ok(await provider.CreateAgentAsync(bundle, new Dictionary<string, CreatedResource> { ["house-style"] = skill }, bed.Claude.Marker("agent"), Cancellation));
        var environment = EmulatorBed.Ok(await provider.CreateEnvironmentAsync(bundle, bed.Claude.Marker("environment"), Cancellation));
        var vault = EmulatorBed.Ok(await provider.CreateVaultAsync(bed.Claude.Marker("vault"), Cancellation));
        var credential = EmulatorBed.Ok(await provider.CreateCredentialAsync(bundle, "tracker", vault.ProviderId, bed.Claude.Marker("credential:tracker"), Cancellation));
        var start = new SessionStart
        {
            Agent = agent,
            EnvironmentId = environment.ProviderId,
            VaultId = vault.ProviderId,
            FileIdsByPath = new Dictionary<string, string> { ["input/data.csv"] = file.ProviderId },
            BudgetCents = 250,
        };
        var session = EmulatorBed.Ok(await provider.CreateSessionAsync(start, bed.Claude.Marker("session"), Cancellation)).ProviderId;

        var snapshot = EmulatorBed.Ok(await provider.GetSessionAsync(session, Cancellation));
        Assert.Equal("idle", snapshot.Status);
        Assert.Equal(agent, snapshot.Agent);
        Assert.Equal(environment.ProviderId, snapshot.EnvironmentId);
        Assert.Equal([vault.ProviderId], snapshot.VaultIds);
        Assert.Empty(snapshot.ToolsThatCouldAsk);
        Assert.False(EmulatorBed.Ok(await provider.WasPromptSentAsync(session, Cancellation)));

        var sent = EmulatorBed.Ok(await provider.SendPromptAsync(bundle, session, Cancellation));
        Assert.Equal("user.message", sent.Type);
        Assert.True(EmulatorBed.Ok(await provider.WasPromptSentAsync(session, Cancellation)));

        bed.LetTimePass(TimeSpan.FromMinutes(5));
        var status = EmulatorBed.Ok(await provider.ListStatusEventsAsync(session, 10, Cancellation));
        Assert.Equal("session.status_idle", status[0].Type);
        Assert.Equal("end_turn", status[0].StopReason);
        Assert.Equal("idle", EmulatorBed.Ok(await provider.GetSessionAsync(session, Cancellation)).Status);
        Assert.True(EmulatorBed.Ok(await provider.GetSessionAsync(session, Cancellation)).Usage?.OutputTokens > 0);

        var events = EmulatorBed.Ok(await provider.ListEventsAsync(session, since: null, 1000, Cancellation));
        Assert.Contains(events, e => e.Type == "session.usage" && e.Usage is { OutputTokens: > 0 });

        var files = EmulatorBed.Ok(await provider.ListFilesAsync(session, Cancellation));
        Assert.NotEmpty(files);
        foreach (var output in files)
        {
            await using var content = EmulatorBed.Ok(await provider.OpenFileAsync(output.Id, Cancellation));
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, Cancellation);
            Assert.Equal(output.SizeBytes, bytes.Length);
        }

        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.Session, session, Cancellation)));
        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.Vault, vault.ProviderId, Cancellation)));
        Assert.Equal(Disposal.AlreadyGone, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.Credential, credential.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.Environment, environment.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Archived, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.Agent, agent.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.Skill, skill.ProviderId, Cancellation)));
        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await provider.DisposeResourceAsync(ProviderResourceType.File, file.ProviderId, Cancellation)));

        Assert.Equal("session_lost", (await provider.GetSessionAsync(session, Cancellation)).Failure?.Code);
    }

    internal static ExecutionBundle Full(string key)
    {
        var secrets = new RunSecrets
        {
            Anthropic = new AnthropicSecrets { ApiKey = key },
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
        return ClaudeTestBed.Bundle(
            key,
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
}
