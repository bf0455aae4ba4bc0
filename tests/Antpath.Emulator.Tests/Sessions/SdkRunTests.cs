using Anthropic.Core;
using Anthropic.Models.Beta.Agents;
using Anthropic.Models.Beta.Environments;
using Anthropic.Models.Beta.Files;
using Anthropic.Models.Beta.Sessions;
using Anthropic.Models.Beta.Sessions.Events;
using Anthropic.Models.Beta.Sessions.Threads;

namespace Antpath.Emulator.Tests.Sessions;

/// <summary>The whole path of a run with the official SDK, every response validated against its typed description.</summary>
public sealed class SdkRunTests
{
    [Fact]
    public async Task A_run_goes_from_its_agent_to_its_files_and_leaves_only_an_archived_agent()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        BetaManagedAgentsAgent agent = await provider.Sdk.Beta.Agents.Create(new AgentCreateParams
        {
            Name = "sdk",
            Model = BetaManagedAgentsModel.ClaudeOpus5_5,
            Tools = [new BetaManagedAgentsAgentToolset20260401Params()],
            Metadata = new Dictionary<string, string> { ["cp_run"] = "1" },
        });
        BetaEnvironment environment = await provider.Sdk.Beta.Environments.Create(new EnvironmentCreateParams { Name = "sdk", Config = new BetaCloudConfigParams() });
        BetaManagedAgentsSession session = await provider.Sdk.Beta.Sessions.Create(new SessionCreateParams
        {
            Agent = new BetaManagedAgentsAgentParams { ID = agent.ID, Version = agent.Version },
            EnvironmentID = environment.ID,
            Title = "sdk run",
        });
        Assert.Equal(BetaManagedAgentsSessionStatus.Idle, session.Status.Value());

        await provider.Sdk.Beta.Sessions.Events.Send(session.ID, new EventSendParams
        {
            Events = [new BetaManagedAgentsUserMessageEventParams
            {
                Content = [new BetaManagedAgentsTextBlock { Text = "Compare two CSV libraries." }],
            }],
        });
        var stage = new Stage(provider, agent.ID, environment.ID, session.ID);
        await stage.UntilAsync("session.status_idle");
        stage.Pass(4);

        session = await provider.Sdk.Beta.Sessions.Retrieve(session.ID);
        Assert.Equal(BetaManagedAgentsSessionStatus.Idle, session.Status.Value());
        Assert.NotNull(session.Usage.ListCost);
        EventListPage events = await provider.Sdk.Beta.Sessions.Events.List(session.ID);
        Assert.Contains(events.Items, logged => logged.Type.Raw() == "session.status_idle");
        FileListPage files = await provider.Sdk.Beta.Files.List(new FileListParams { ScopeID = session.ID, Betas = [EmulatedProvider.ManagedAgents] });
        Assert.Equal(["findings.csv", "report.md", "run.log"], files.Items.Select(file => file.Filename).Order(StringComparer.Ordinal));
        foreach (BetaFileMetadata file in files.Items)
        {
            using HttpResponse content = await provider.Sdk.Beta.Files.Download(file.ID);
            Assert.Equal(file.SizeBytes, (await (await content.ReadAsStream()).ReadToEndAsync()).Length);
        }
        ThreadListPage threads = await provider.Sdk.Beta.Sessions.Threads.List(session.ID);
        Assert.Null(Assert.Single(threads.Items).ParentThreadID);

        await provider.Sdk.Beta.Sessions.Delete(session.ID);
        await provider.Sdk.Beta.Environments.Delete(environment.ID);
        agent = await provider.Sdk.Beta.Agents.Archive(agent.ID);
        Assert.NotNull(agent.ArchivedAt);
        Assert.Empty((await provider.Sdk.Beta.Agents.List()).Items);
        Assert.Empty((await provider.Sdk.Beta.Sessions.List()).Items);
    }
}
