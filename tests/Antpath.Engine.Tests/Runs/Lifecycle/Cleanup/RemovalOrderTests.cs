using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Lifecycle.Cleanup;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Cleanup;

public sealed class RemovalOrderTests
{
    [Theory]
    [InlineData(ProviderResourceType.Session, false, "Dispose")]
    [InlineData(ProviderResourceType.Agent, false, "Dispose")]
    [InlineData(ProviderResourceType.Vault, false, "Dispose")]
    [InlineData(ProviderResourceType.File, false, "Dispose")]
    [InlineData(ProviderResourceType.Session, true, "Retain")]
    [InlineData(ProviderResourceType.Agent, true, "Retain")]
    [InlineData(ProviderResourceType.File, true, "Retain")]
    [InlineData(ProviderResourceType.Vault, true, "Dispose")]
    public void The_policy_keeps_everything_but_what_holds_secrets(string type, bool retain, string expected) =>
        Assert.Equal(expected, For(Entry(type), retain: retain));

    [Theory]
    [InlineData(CleanupStatus.Succeeded, "Dispose")]
    [InlineData(CleanupStatus.Failed, "Dispose")]
    [InlineData(CleanupStatus.Retained, "Dispose")]
    [InlineData(CleanupStatus.Pending, "Wait")]
    [InlineData(CleanupStatus.InProgress, "Wait")]
    public void An_environment_waits_until_its_session_is_gone_or_given_up(string session, string expected) =>
        Assert.Equal(expected, For(Entry(ProviderResourceType.Environment), Entry(ProviderResourceType.Session) with { CleanupStatus = session }));

    [Fact]
    public void A_session_that_may_exist_holds_its_environment_up_too() => Assert.Equal(
        "Wait", For(Entry(ProviderResourceType.Environment), Entry(ProviderResourceType.Session) with { State = JournalState.Intended, ProviderId = null }));

    [Theory]
    [InlineData(CleanupStatus.Succeeded, "Gone")]
    [InlineData(CleanupStatus.Failed, "GiveUp")]
    [InlineData(CleanupStatus.Pending, "Wait")]
    public void A_credential_goes_with_its_vault(string vault, string expected) => Assert.Equal(
        expected,
        For(
            Entry(ProviderResourceType.Credential) with { ParentProviderId = "vault_1" },
            Entry(ProviderResourceType.Vault) with { ProviderId = "vault_1", CleanupStatus = vault }));

    [Fact]
    public void An_intent_without_an_outcome_is_searched_for() =>
        Assert.Equal("Search", For(Entry(ProviderResourceType.Agent) with { State = JournalState.Intended, ProviderId = null }));

    [Fact]
    public void A_stray_is_never_retained() => Assert.Equal("Dispose", For(Entry(ProviderResourceType.Agent) with { LocalKey = "stray:agent_9" }, retain: true));

    [Fact]
    public void A_retry_waits_for_its_time()
    {
        Assert.Equal("Wait", For(Entry(ProviderResourceType.Agent) with { CleanupNextAt = 11 }));
        Assert.Equal("Dispose", For(Entry(ProviderResourceType.Agent) with { CleanupNextAt = 10 }));
    }

    [Theory]
    [InlineData(CleanupStatus.Succeeded)]
    [InlineData(CleanupStatus.Retained)]
    [InlineData(CleanupStatus.Failed)]
    public void What_is_over_is_left_alone(string status) => Assert.Equal("None", For(Entry(ProviderResourceType.Agent) with { CleanupStatus = status }));

    [Fact]
    public void One_thing_left_makes_clean_up_failed_and_one_kept_makes_it_retained()
    {
        var gone = Entry(ProviderResourceType.Agent) with { CleanupStatus = CleanupStatus.Succeeded };

        Assert.Equal(CleanupStatus.Succeeded, RemovalOrder.Outcome([]));
        Assert.Equal(CleanupStatus.Succeeded, RemovalOrder.Outcome([gone]));
        Assert.Equal(CleanupStatus.Retained, RemovalOrder.Outcome([gone, gone with { CleanupStatus = CleanupStatus.Retained }]));
        Assert.Equal(CleanupStatus.Failed, RemovalOrder.Outcome([gone with { CleanupStatus = CleanupStatus.Retained }, gone with { CleanupStatus = CleanupStatus.Failed }]));
    }

    [Theory]
    [InlineData(ErrorClass.TransientProvider, 7, true)]
    [InlineData(ErrorClass.TransientProvider, 8, false)]
    [InlineData(ErrorClass.TenantPermanent, 1, true)]
    [InlineData(ErrorClass.TenantPermanent, 2, false)]
    [InlineData(ErrorClass.ProviderPermanent, 2, false)]
    public void A_refusal_is_given_up_sooner_than_an_outage(ErrorClass errorClass, int tries, bool again) =>
        Assert.Equal(again, RemovalRetry.Again(ScriptedProvider.Permanent(errorClass: errorClass), tries, 8, 2));

    private static string For(JournalEntry entry, params JournalEntry[] others) => RemovalOrder.For(entry, [entry, .. others], false, at => at <= 10).ToString();

    private static string For(JournalEntry entry, bool retain) => RemovalOrder.For(entry, [entry], retain, at => at <= 10).ToString();

    private static JournalEntry Entry(string type) => new()
    {
        Id = new ResourceId(Guid.CreateVersion7()), Attempt = new AttemptId(Guid.CreateVersion7()), AttemptNumber = 1, ResourceType = type, LocalKey = type, Try = 1,
        State = JournalState.Created, ProviderId = $"{type}_1", IntendedAt = DateTimeOffset.UnixEpoch, IntendedSince = 0, CleanupStatus = CleanupStatus.Pending, CleanupTries = 0,
    };
}
