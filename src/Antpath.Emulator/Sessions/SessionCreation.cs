using System.Text.Json;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Events;
using Antpath.Emulator.Models;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Transport;
using Antpath.Emulator.Vaults;

namespace Antpath.Emulator.Sessions;

/// <summary>Creates sessions: everything is checked before anything is kept (§12.1).</summary>
internal sealed class SessionCreation(SessionRunner runner, EventInbox inbox, ScenarioCatalog scenarios, TimeProvider time)
{
    private const int TitleCharsMax = 500;

    public ApiReply Create(ApiCall call)
    {
        JsonFields body = JsonFields.Of(call.Body);
        AgentReference agent = AgentReference.Read(body, call.Organization);
        SandboxEnvironment environment = ReadEnvironment(body, call);
        IReadOnlyList<string> vaults = ReadVaults(body, call);
        CheckSkills(agent.Configuration, call);
        IReadOnlyDictionary<string, string> metadata = Metadata.Read(body);
        scenarios.Check(metadata);
        IReadOnlyList<SessionResource> resources = ResourceRules.ReadAll(body, call, environment);
        SessionBudget? budget = SessionBudget.Read(body);

        var session = new Session(call.Emulator.Ids.Next("sesn_"), call.Organization.NextSequence(), call.Now)
        {
            Title = body.Text("title", 0, TitleCharsMax),
            Metadata = metadata,
            AgentId = agent.AgentId,
            AgentVersion = agent.Version,
            Agent = agent.Configuration,
            EnvironmentId = environment.Id,
            VaultIds = vaults,
            ThreadId = call.Emulator.Ids.Next("sthr_"),
            Log = new EventLog(call.Emulator.Ids),
            Usage = new SessionUsage(time, ModelCatalog.Find(agent.Configuration.ModelId)!),
            Budget = budget,
            BudgetedAtCreation = budget is not null,
        };
        IReadOnlyList<QueuedEvent> initial = ReadInitialEvents(body, session);
        body.RefuseUnknown();

        call.Organization.Sessions.Add(session);
        foreach (SessionResource resource in resources)
            ResourceRules.Mount(resource, session, call);
        if (initial.Count > 0)
        {
            runner.Events(session, call.Organization).BecomeNow(SessionStatus.Running); // born running (§12.1)
            inbox.Accept(session, call.Organization, initial);
        }
        return ApiReply.Ok(session.Render());
    }

    private IReadOnlyList<QueuedEvent> ReadInitialEvents(JsonFields body, Session session)
    {
        IReadOnlyList<JsonElement> items = body.Items("initial_events", EmulatorLimits.InitialEventsMax) ?? [];
        for (int i = 0; i < items.Count; i++)
            JsonFields.Of(items[i], $"initial_events.{i}").RequiredOneOf("type", "user.message", "user.define_outcome");
        return inbox.Read(items, "initial_events", session);
    }

    private static SandboxEnvironment ReadEnvironment(JsonFields body, ApiCall call)
    {
        string id = body.RequiredText("environment_id", 1, 256);
        if (!call.Organization.Environments.TryGet(id, out SandboxEnvironment? environment))
            throw RefusedException.NotFound("environment", id);
        return environment.ArchivedAt is null ? environment : throw body.Wrong("environment_id", $"environment {id} is archived");
    }

    private static IReadOnlyList<string> ReadVaults(JsonFields body, ApiCall call)
    {
        IReadOnlyList<string> ids = body.Texts("vault_ids", EmulatorLimits.VaultsPerSessionMax, 256) ?? [];
        foreach (string id in ids)
        {
            if (!call.Organization.Vaults.TryGet(id, out Vault? vault))
                throw RefusedException.NotFound("vault", id);
            if (vault.ArchivedAt is not null)
                throw body.Wrong("vault_ids", $"vault {id} is archived");
        }
        return ids;
    }

    // A skill may have been deleted since the agent named it (§10).
    private static void CheckSkills(AgentConfiguration agent, ApiCall call)
    {
        foreach (JsonElement skill in agent.Skills.EnumerateArray())
        {
            if (skill.GetProperty("type").GetString() == "custom")
                call.Organization.Skills.Get(skill.GetProperty("skill_id").GetString()!).Version(skill.GetProperty("version").GetString()!);
        }
    }
}
