using Anthropic.Models.Beta;
using Anthropic.Models.Beta.Agents;
using Anthropic.Models.Beta.Environments;
using Anthropic.Models.Beta.Sessions;
using Anthropic.Models.Beta.Vaults;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>The official SDK validates every answer against its typed description; a field of the wrong shape throws (§1.5: otherwise only when it is read).</summary>
public sealed class TypedDescriptionTests(ProviderUnderTest provider)
{
    [Fact] // §6, §8, §9, §12
    public async Task What_is_created_retrieved_and_listed_fits_the_description()
    {
        BetaManagedAgentsAgent agent = await provider.Sdk.Beta.Agents.Create(new AgentCreateParams
        {
            Name = "antpath-conformance",
            Model = new BetaManagedAgentsModelConfigParams { ID = provider.Settings.Model },
            Tools = [new BetaManagedAgentsAgentToolset20260401Params()],
            Metadata = new Dictionary<string, string> { [ProviderUnderTest.Marker] = provider.Tag },
        });
        provider.Made.Add("/v1/agents", agent.ID);
        BetaManagedAgentsVault vault = await provider.Sdk.Beta.Vaults.Create(new VaultCreateParams
        {
            DisplayName = "antpath-conformance",
            Metadata = new Dictionary<string, string> { [ProviderUnderTest.Marker] = provider.Tag },
        });
        provider.Made.Add("/v1/vaults", vault.ID);
        BetaEnvironment environment = await provider.Sdk.Beta.Environments.Retrieve((await provider.EnvironmentAsync()).Id);
        BetaManagedAgentsSession session = await provider.Sdk.Beta.Sessions.Create(new SessionCreateParams
        {
            Agent = new BetaManagedAgentsAgentParams { ID = agent.ID, Version = agent.Version },
            EnvironmentID = environment.ID,
            VaultIds = [vault.ID],
            Budget = new BetaManagedAgentsBudgetLimit { MaxListCost = new BetaMonetaryAmount { Amount = $"{provider.Settings.SessionCents}", Currency = "USD" } },
            Metadata = new Dictionary<string, string> { [ProviderUnderTest.Marker] = provider.Tag },
        });
        provider.Made.Add("/v1/sessions", session.ID);

        Assert.Equal(BetaManagedAgentsSessionStatus.Idle, (await provider.Sdk.Beta.Sessions.Retrieve(session.ID)).Status.Value());
        Assert.Contains((await provider.Sdk.Beta.Sessions.List(new() { AgentID = agent.ID })).Items, item => item.ID == session.ID);
        Assert.Contains((await provider.Sdk.Beta.Agents.List()).Items, item => item.ID == agent.ID);
        Assert.Contains((await provider.Sdk.Beta.Vaults.List()).Items, item => item.ID == vault.ID);
        Assert.NotEmpty((await provider.Sdk.Beta.Environments.List()).Items);
        Assert.Equal(1, (await provider.Sdk.Beta.Agents.Retrieve(agent.ID, new() { Version = 1 })).Version);
        Assert.NotEmpty((await provider.Sdk.Beta.Models.List()).Items);
        Assert.Null(Assert.Single((await provider.Sdk.Beta.Sessions.Threads.List(session.ID)).Items).ParentThreadID);

        await provider.Sdk.Beta.Sessions.Delete(session.ID);
        await provider.Sdk.Beta.Vaults.Delete(vault.ID);
        Assert.NotNull((await provider.Sdk.Beta.Agents.Archive(agent.ID)).ArchivedAt);
    }
}
