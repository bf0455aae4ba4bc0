using System.Text;
using Antpath.Engine.Providers;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The adapter against an emulator that fails on cue (provider contract §16.1, §18.2).</summary>
public sealed class ClaudeFaultsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProviderResourceType.Agent, "/v1/agents")]
    [InlineData(ProviderResourceType.Environment, "/v1/environments")]
    [InlineData(ProviderResourceType.Vault, "/v1/vaults")]
    [InlineData(ProviderResourceType.Skill, "/v1/skills")]
    [InlineData(ProviderResourceType.File, "/v1/files")]
    [InlineData(ProviderResourceType.Session, "/v1/sessions")]
    public async Task A_create_whose_answer_is_lost_is_unknown_and_found_by_its_marker(string resourceType, string path)
    {
        await using var bed = await EmulatorBed.StartAsync();
        var prepared = resourceType == ProviderResourceType.Session ? await PrepareAsync(bed) : null;
        await bed.BreakNextAsync("drop_after", "POST", path);

        var lost = await CreateAsync(bed, resourceType, prepared);
        var found = EmulatorBed.Ok(await bed.Provider.FindAsync(resourceType, bed.Claude.Marker("key"), bed.Since, parentProviderId: null, Cancellation));

        Assert.Equal(("provider_connection_lost", true), (lost.Failure?.Code, lost.Failure?.OutcomeUnknown));
        Assert.Equal(bed.Claude.Marker("key"), Assert.Single(found).Marker);
        Assert.Single(await bed.CallsAsync(), c => c.Call == $"POST {path}");
        Assert.All(await bed.CallsAsync(), c => Assert.Equal(0, c.Retries));
        if (resourceType is ProviderResourceType.Agent or ProviderResourceType.Skill)
            Assert.NotNull(found[0].Version);
    }

    [Theory]
    [InlineData(ProviderResourceType.Agent, "/v1/agents")]
    [InlineData(ProviderResourceType.Environment, "/v1/environments")]
    [InlineData(ProviderResourceType.Vault, "/v1/vaults")]
    [InlineData(ProviderResourceType.Skill, "/v1/skills")]
    [InlineData(ProviderResourceType.File, "/v1/files")]
    public async Task A_create_that_never_took_place_is_not_found(string resourceType, string path)
    {
        await using var bed = await EmulatorBed.StartAsync();
        await bed.BreakNextAsync("drop_before", "POST", path);

        var lost = await CreateAsync(bed, resourceType, prepared: null);
        var found = EmulatorBed.Ok(await bed.Provider.FindAsync(resourceType, bed.Claude.Marker("key"), bed.Since, parentProviderId: null, Cancellation));

        Assert.True(lost.Failure?.OutcomeUnknown);
        Assert.Empty(found);
    }

    [Fact]
    public async Task A_credential_whose_answer_is_lost_is_adopted_by_asking_again()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var bundle = Tracked(bed);
        var vault = EmulatorBed.Ok(await bed.Provider.CreateVaultAsync(bed.Claude.Marker("vault"), Cancellation)).ProviderId;
        await bed.BreakNextAsync("drop_after", "POST", "/v1/vaults/{vault}/credentials");

        var lost = await bed.Provider.CreateCredentialAsync(bundle, "tracker", vault, bed.Claude.Marker("credential:tracker"), Cancellation);
        var found = EmulatorBed.Ok(await bed.Provider.FindAsync(ProviderResourceType.Credential, bed.Claude.Marker("credential:tracker"), bed.Since, vault, Cancellation));
        var again = EmulatorBed.Ok(await bed.Provider.CreateCredentialAsync(bundle, "tracker", vault, bed.Claude.Marker("credential:tracker", tried: 2), Cancellation));

        Assert.True(lost.Failure?.OutcomeUnknown);
        Assert.Equal(again.ProviderId, Assert.Single(found).ProviderId);
    }

    [Fact]
    public async Task An_environment_whose_answer_is_lost_is_adopted_when_the_same_try_is_asked_again()
    {
        await using var bed = await EmulatorBed.StartAsync();
        await bed.BreakNextAsync("status_after", "POST", "/v1/environments");

        var lost = await bed.Provider.CreateEnvironmentAsync(bed.Claude.Bundle(), bed.Claude.Marker("environment"), Cancellation);
        var again = EmulatorBed.Ok(await bed.Provider.CreateEnvironmentAsync(bed.Claude.Bundle(), bed.Claude.Marker("environment"), Cancellation));
        var found = EmulatorBed.Ok(await bed.Provider.FindAsync(ProviderResourceType.Environment, bed.Claude.Marker("environment"), bed.Since, null, Cancellation));

        Assert.True(lost.Failure?.OutcomeUnknown);
        Assert.Equal(again.ProviderId, Assert.Single(found).ProviderId);
    }

    [Fact]
    public async Task A_prompt_whose_answer_is_lost_shows_that_it_was_sent()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.NewSessionAsync();
        await bed.BreakNextAsync("drop_before", "POST", "/v1/sessions/{session}/events");

        Assert.True((await bed.Provider.SendPromptAsync(bed.Claude.Bundle(), session, Cancellation)).Failure?.OutcomeUnknown);
        Assert.False(EmulatorBed.Ok(await bed.Provider.WasPromptSentAsync(session, Cancellation)));

        await bed.BreakNextAsync("drop_after", "POST", "/v1/sessions/{session}/events");
        Assert.True((await bed.Provider.SendPromptAsync(bed.Claude.Bundle(), session, Cancellation)).Failure?.OutcomeUnknown);
        Assert.True(EmulatorBed.Ok(await bed.Provider.WasPromptSentAsync(session, Cancellation)));
        bed.LetTimePass(TimeSpan.FromMinutes(2));
        Assert.True(EmulatorBed.Ok(await bed.Provider.WasPromptSentAsync(session, Cancellation)));
    }

    [Fact]
    public async Task Files_of_other_sessions_are_left_out_even_when_the_filter_is_ignored()
    {
        await using var bed = await EmulatorBed.StartAsync(o => o.EnvironmentNamesUnique = false);
        var first = await bed.RunScenarioAsync("quick-answer");
        var second = await bed.RunScenarioAsync("quick-answer");
        bed.LetTimePass(TimeSpan.FromMinutes(1));
        var own = EmulatorBed.Ok(await bed.Provider.ListFilesAsync(first, Cancellation));

        await bed.BreakNextAsync("scope_ignored", "GET", "/v1/files");
        var listed = EmulatorBed.Ok(await bed.Provider.ListFilesAsync(first, Cancellation));

        Assert.NotEmpty(own);
        Assert.Equal(own, listed);
        Assert.Empty(own.IntersectBy(EmulatorBed.Ok(await bed.Provider.ListFilesAsync(second, Cancellation)).Select(f => f.Id), f => f.Id));
    }

    [Theory]
    [InlineData("truncated_body")]
    [InlineData("wrong_length")]
    [InlineData("reset")]
    public async Task A_download_that_breaks_is_not_taken_for_the_file(string fault)
    {
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.RunScenarioAsync("quick-answer");
        bed.LetTimePass(TimeSpan.FromMinutes(1));
        var file = EmulatorBed.Ok(await bed.Provider.ListFilesAsync(session, Cancellation))[0];
        await bed.BreakNextAsync(fault, "GET", "/v1/files/{file}/content");

        var opened = await bed.Provider.OpenFileAsync(file.Id, Cancellation);

        if (opened.Succeeded)
            await Assert.ThrowsAnyAsync<IOException>(() => ClaudeSamples.CountAsync(opened.Value));
        else
            Assert.Equal("provider_connection_lost", opened.Failure.Code);
    }

    [Fact]
    public async Task Deletes_that_answer_with_nothing_are_deletes()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var vault = EmulatorBed.Ok(await bed.Provider.CreateVaultAsync(bed.Claude.Marker("vault"), Cancellation)).ProviderId;
        await bed.BreakNextAsync("no_content", "DELETE", "/v1/vaults/{vault}");

        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Vault, vault, Cancellation)));
        Assert.Equal(Disposal.AlreadyGone, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Vault, vault, Cancellation)));
    }

    [Fact]
    public async Task A_running_session_is_interrupted_before_it_can_be_deleted()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.RunScenarioAsync("never-ends");
        bed.LetTimePass(TimeSpan.FromSeconds(10));

        Assert.Equal("session_still_running", (await bed.Provider.DisposeResourceAsync(ProviderResourceType.Session, session, Cancellation)).Failure?.Code);
        Assert.Null((await bed.Provider.InterruptAsync(session, Cancellation)).Failure);
        bed.LetTimePass(TimeSpan.FromSeconds(10));

        Assert.Equal("end_turn", EmulatorBed.Ok(await bed.Provider.ListStatusEventsAsync(session, 1, Cancellation))[0].StopReason);
        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Session, session, Cancellation)));
    }

    [Fact]
    public async Task An_environment_in_use_is_archived_and_can_be_deleted_later()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.NewSessionAsync();
        var environment = EmulatorBed.Ok(await bed.Provider.GetSessionAsync(session, Cancellation)).EnvironmentId;

        Assert.Equal(Disposal.Archived, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Environment, environment, Cancellation)));
        EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Session, session, Cancellation));
        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Environment, environment, Cancellation)));
    }

    [Fact]
    public async Task Events_in_pages_are_the_events_at_once()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.RunScenarioAsync("tool-heavy calls=40");
        bed.LetTimePass(TimeSpan.FromMinutes(10));
        var all = EmulatorBed.Ok(await bed.Provider.ListEventsAsync(session, since: null, 100_000, Cancellation));

        var seen = new HashSet<string>(StringComparer.Ordinal);
        DateTimeOffset? since = null;
        for (var page = EmulatorBed.Ok(await bed.Provider.ListEventsAsync(session, since, 7, Cancellation)); page.Any(e => seen.Add(e.Id));)
        {
            seen.UnionWith(page.Select(e => e.Id));
            since = page[^1].ProcessedAt;
            page = EmulatorBed.Ok(await bed.Provider.ListEventsAsync(session, since, 7, Cancellation));
        }

        Assert.True(all.Count > 100, $"only {all.Count} events");
        Assert.Equal(all.Select(e => e.Id).ToHashSet(StringComparer.Ordinal), seen);
    }

    private static async Task<SessionStart> PrepareAsync(EmulatorBed bed)
    {
        var agent = EmulatorBed.Ok(await bed.Provider.CreateAgentAsync(bed.Claude.Bundle(), new Dictionary<string, CreatedResource>(), bed.Claude.Marker("agent"), Cancellation));
        var environment = EmulatorBed.Ok(await bed.Provider.CreateEnvironmentAsync(bed.Claude.Bundle(), bed.Claude.Marker("environment"), Cancellation));
        return new SessionStart { Agent = agent, EnvironmentId = environment.ProviderId, FileIdsByPath = new Dictionary<string, string>() };
    }

    private static Task<ProviderResult<CreatedResource>> CreateAsync(EmulatorBed bed, string resourceType, SessionStart? prepared)
    {
        var provider = bed.Provider;
        var marker = bed.Claude.Marker("key");
        return resourceType switch
        {
            ProviderResourceType.Agent => provider.CreateAgentAsync(bed.Claude.Bundle(), new Dictionary<string, CreatedResource>(), marker, Cancellation),
            ProviderResourceType.Environment => provider.CreateEnvironmentAsync(bed.Claude.Bundle(), marker, Cancellation),
            ProviderResourceType.Vault => provider.CreateVaultAsync(marker, Cancellation),
            ProviderResourceType.Skill => provider.UploadSkillAsync(Skilled(bed), "house-style", marker, Cancellation),
            ProviderResourceType.File => provider.UploadFileAsync(bed.Claude.Bundle(t => t.InputFile("a/b.txt", "x")), "a/b.txt", marker, Cancellation),
            _ => provider.CreateSessionAsync(prepared!, marker, Cancellation),
        };
    }

    private static ExecutionBundle Skilled(EmulatorBed bed) => bed.Claude.Bundle(
        t => t.Skill(new SkillReference.Uploaded("house-style")),
        new RunSecrets
        {
            Anthropic = new AnthropicSecrets { ApiKey = bed.Claude.Key },
            Skills = [new SkillUpload { Name = "house-style", Files = [new SkillFile("SKILL.md", Encoding.UTF8.GetBytes("---\nname: house-style\ndescription: How we write.\n---\nBrief.\n"))] }],
        });

    private static ExecutionBundle Tracked(EmulatorBed bed) => ClaudeSamples.Tracked(bed.Claude);
}
