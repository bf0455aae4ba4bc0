using System.Text.RegularExpressions;
using Antpath.Emulator;
using Antpath.Engine.Providers;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The commands that a person is given to remove what clean-up gave up do it, sent as they stand to the other reading of the contract.</summary>
public sealed partial class RemedyAgainstEmulatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kinds_command_removes_it()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { ContactMcpServers = false, Seed = 1 }, null, Cancellation);
        await using var bed = await ClaudeTestBed.StartAsync(emulator.BaseAddress);
        var bundle = ClaudeAgainstEmulatorTests.Full(bed.Key);
        var provider = bed.Provider;
        var skill = EmulatorBed.Ok(await provider.UploadSkillAsync(bundle, "house-style", bed.Marker("skill:house-style"), Cancellation));
        var file = EmulatorBed.Ok(await provider.UploadFileAsync(bundle, "input/data.csv", bed.Marker("file:input/data.csv"), Cancellation));
        var agent = EmulatorBed.Ok(await provider.CreateAgentAsync(bundle, new Dictionary<string, CreatedResource> { ["house-style"] = skill }, bed.Marker("agent"), Cancellation));
        var environment = EmulatorBed.Ok(await provider.CreateEnvironmentAsync(bundle, bed.Marker("environment"), Cancellation));
        var vault = EmulatorBed.Ok(await provider.CreateVaultAsync(bed.Marker("vault"), Cancellation));
        var credential = EmulatorBed.Ok(await provider.CreateCredentialAsync(bundle, "tracker", vault.ProviderId, bed.Marker("credential:tracker"), Cancellation));
        var start = new SessionStart
        {
            Agent = agent,
            EnvironmentId = environment.ProviderId,
            VaultId = vault.ProviderId,
            FileIdsByPath = new Dictionary<string, string> { ["input/data.csv"] = file.ProviderId },
        };
        var session = EmulatorBed.Ok(await provider.CreateSessionAsync(start, bed.Marker("session"), Cancellation));

        (string Type, string Id, string? Parent)[] left =
        [
            (ProviderResourceType.Session, session.ProviderId, null), (ProviderResourceType.Agent, agent.ProviderId, null),
            (ProviderResourceType.Environment, environment.ProviderId, null), (ProviderResourceType.Skill, skill.ProviderId, null),
            (ProviderResourceType.File, file.ProviderId, null), (ProviderResourceType.Credential, credential.ProviderId, vault.ProviderId),
            (ProviderResourceType.Vault, vault.ProviderId, null),
        ];
        foreach (var (type, id, parent) in left)
        {
            await SendAsync(Left(type, id, parent), emulator.BaseAddress, bed.Key);
            var gone = await provider.DisposeResourceAsync(type, id, Cancellation);
            Assert.Equal(type == ProviderResourceType.Agent ? Disposal.Archived : Disposal.AlreadyGone, EmulatorBed.Ok(gone));
        }
    }

    [Fact]
    public void What_may_not_exist_is_searched_for_by_a_sweep()
    {
        var remedy = RemedySentence.Of(Left(ProviderResourceType.Agent, null, null));

        Assert.Equal("antpath doctor --sweep", remedy?.Command);
        Assert.Contains("antpath-marker-name", remedy?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CleanupStatus.Pending, "created")]
    [InlineData(CleanupStatus.InProgress, "created")]
    [InlineData(CleanupStatus.Succeeded, "created")]
    [InlineData(CleanupStatus.Retained, "created")]
    [InlineData(CleanupStatus.Failed, "absent")]
    public void What_is_not_left_needs_no_remedy(string cleanupStatus, string state) =>
        Assert.Null(RemedySentence.Of(Left(ProviderResourceType.Agent, "agent_1", null) with { CleanupStatus = cleanupStatus, State = state }));

    [Fact]
    public void An_id_that_a_shell_would_obey_is_no_command_of_its_own() =>
        Assert.DoesNotContain("$(", RemedySentence.Of(Left(ProviderResourceType.File, "x\"; $(reboot) `reboot`", null))!.Command, StringComparison.Ordinal);

    private static ResourceView Left(string type, string? id, string? parent) => new()
    {
        Id = new ResourceId(Guid.CreateVersion7()), Type = type, Attempt = 1, ProviderName = "antpath-marker-name", ProviderId = id, ParentProviderId = parent,
        State = id is null ? "intended" : "created", CleanupStatus = CleanupStatus.Failed, CleanupAttemptCount = 2, IntendedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Does what the shell and curl would do with the line.</summary>
    private static async Task SendAsync(ResourceView entry, Uri provider, string key)
    {
        var line = Assert.IsType<Remedy>(RemedySentence.Of(entry)).Command
            .Replace("$ANTHROPIC_API_KEY", key, StringComparison.Ordinal)
            .Replace("${ANTHROPIC_BASE_URL:-https://api.anthropic.com}", provider.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        Assert.StartsWith("curl --fail-with-body -X ", line, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(line.Split(' ')[3]), new Uri(Quoted().Matches(line)[^1].Groups["text"].Value));
        foreach (var header in Quoted().Matches(line).SkipLast(1).Select(m => m.Groups["text"].Value.Split(": ")))
        {
            if (header[0] == "content-length")
                request.Content = new ByteArrayContent([]);
            else
                request.Headers.Add(header[0], header[1]);
        }

        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{entry.Type}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
    }

    [GeneratedRegex("\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
