using System.Text.Json;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Events;
using Antpath.Emulator.Models;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Skills;
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
        IReadOnlyList<string> vaults = ReadVaults(body, call, environment);
        CheckSkills(body, agent.Configuration, call);
        IReadOnlyDictionary<string, string> metadata = Metadata.Read(body);
        scenarios.Check(metadata);
        IReadOnlyList<SessionResource> resources = ResourceRules.ReadAll(body, call, environment);
        CatalogModel model = ModelCatalog.Find(agent.Configuration.ModelId)!;
        SessionBudget? budget = SessionBudget.Read(body);
        if (budget is not null && !model.Budgetable)
            throw body.Wrong("budget", "the agent's model has no list price", "model_not_budgetable");

        string id = call.Emulator.Ids.Next("sesn_");
        var session = new Session(id, call.Organization.NextSequence(), call.Now)
        {
            Title = body.Text("title", 0, TitleCharsMax),
            Metadata = metadata,
            AgentId = agent.AgentId,
            AgentVersion = agent.Version,
            Agent = agent.Configuration,
            EnvironmentId = environment.Id,
            VaultIds = vaults,
            ThreadId = call.Emulator.Ids.Next("sthr_"),
            Log = new EventLog(call.Emulator.Ids, bytes => call.Organization.Sessions.GrowByItself(id, bytes)),
            Usage = new SessionUsage(time, model),
            Budget = budget,
            BudgetedAtCreation = budget is not null,
        };
        IReadOnlyList<QueuedEvent> initial = ReadInitialEvents(body, session, call.Organization);
        body.RefuseUnknown();
        CheckRoom(call, resources);

        call.Organization.Sessions.Add(session, call.BodyBytes);
        foreach (SessionResource resource in resources)
            ResourceRules.Mount(resource, session, call);
        if (initial.Count > 0)
        {
            runner.Events(session, call.Organization).BecomeNow(SessionStatus.Running); // born running (§12.1)
            inbox.Accept(session, call.Organization, initial);
        }
        return ApiReply.Ok(session.Render());
    }

    // All of it or nothing: a session without some of its files would be no session that anybody asked for.
    private static void CheckRoom(ApiCall call, IReadOnlyList<SessionResource> resources)
    {
        Files.StoredFile[] mounted = [.. resources.Where(resource => resource.FileId is not null).Select(resource => call.Organization.Files.Get(resource.FileId!))];
        call.Organization.Files.CheckRoom(mounted.Length);
        call.Emulator.Held.Check(EmulatorLimits.ObjectBytes + call.BodyBytes + mounted.Sum(file => EmulatorLimits.ObjectBytes + file.HeldBytes));
    }

    private IReadOnlyList<QueuedEvent> ReadInitialEvents(JsonFields body, Session session, Organization organization)
    {
        IReadOnlyList<JsonElement> items = body.Items("initial_events", EmulatorLimits.InitialEventsMax) ?? [];
        for (int i = 0; i < items.Count; i++)
            JsonFields.Of(items[i], $"initial_events.{i}").RequiredOneOf("type", "user.message", "user.define_outcome");
        return inbox.Read(items, "initial_events", session, organization);
    }

    private static SandboxEnvironment ReadEnvironment(JsonFields body, ApiCall call)
    {
        string id = body.RequiredText("environment_id", 1, 256);
        if (!call.Organization.Environments.TryGet(id, out SandboxEnvironment? environment))
            throw body.Missing("environment_id", "environment", id);
        return environment.ArchivedAt is null ? environment : throw body.Wrong("environment_id", $"environment {id} is archived");
    }

    private static IReadOnlyList<string> ReadVaults(JsonFields body, ApiCall call, SandboxEnvironment environment)
    {
        IReadOnlyList<string> ids = body.Texts("vault_ids", EmulatorLimits.VaultsPerSessionMax, 256) ?? [];
        for (int i = 0; i < ids.Count; i++)
        {
            if (!call.Organization.Vaults.TryGet(ids[i], out Vault? vault))
                throw body.Missing($"vault_ids.{i}", "vault", ids[i]);
            if (vault.ArchivedAt is not null)
                throw body.Wrong($"vault_ids.{i}", $"vault {ids[i]} is archived");
            if (!environment.Cloud && vault.Credentials.Any(credential => credential.ArchivedAt is null && credential.Auth.Type == "environment_variable"))
                throw body.Wrong($"vault_ids.{i}", "self-hosted environments take no environment-variable credentials"); // §8.2
        }
        return ids;
    }

    // A skill may have been deleted since the agent named it (§10).
    private static void CheckSkills(JsonFields body, AgentConfiguration agent, ApiCall call)
    {
        foreach (JsonElement named in agent.Skills.EnumerateArray().Where(skill => skill.GetProperty("type").GetString() == "custom"))
        {
            (string id, string version) = (named.GetProperty("skill_id").GetString()!, named.GetProperty("version").GetString()!);
            if (!call.Organization.Skills.TryGet(id, out Skill? skill))
                throw body.Missing("agent", "skill", id);
            if (!skill.Has(version))
                throw body.Missing("agent", $"version of skill {id}", version);
        }
    }
}
