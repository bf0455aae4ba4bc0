using System.Text.Json.Nodes;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary><c>/v1/sessions</c> (§12).</summary>
internal sealed class SessionEndpoints(SessionCreation creation, SessionRunner runner, ScenarioCatalog scenarios)
{
    private const int TitleCharsMax = 500;

    public void Map(ApiRoutes routes)
    {
        routes.Post("/v1/sessions", CallClass.Create, creation.Create);
        routes.Get("/v1/sessions", List);
        routes.Get("/v1/sessions/{session}", Get);
        routes.Post("/v1/sessions/{session}", CallClass.Create, Update);
        routes.Action("/v1/sessions/{session}/archive", CallClass.Create, Archive);
        routes.Delete("/v1/sessions/{session}", Delete);
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(call.Organization.Sessions.Get(call.Id("session")).Render());

    private static ApiReply List(ApiCall call)
    {
        string order = call.Query.OneOf("order", "asc", "desc") ?? "desc";
        bool archived = call.Query.Flag("include_archived");
        string? agent = call.Query.Text("agent_id");
        int? version = call.Query.Number("agent_version", 1, int.MaxValue);
        IReadOnlyList<string> statuses = SessionStatusText.Read(call.Query);
        bool elsewhere = call.Query.Text("deployment_id") is not null || call.Query.Text("memory_store_id") is not null; // no session here has either
        if (version is not null && agent is null)
            throw RefusedException.Invalid("agent_version: only together with agent_id");

        ListRequest request = ListRequest.Read(call, order: order, window: TimeWindow.Read(call.Query, strictBounds: true));
        Session[] sessions = [.. call.Listed(call.Organization.Sessions, archived).Where(session => !elsewhere
            && (agent is null || session.AgentId == agent)
            && (version is null || session.AgentVersion == version)
            && (statuses.Count == 0 || statuses.Contains(session.Status.Text())))];
        return ApiReply.Ok(request.Page(sessions, session => session.Sequence, session => session.CreatedAt, session => session.Render(), previous: true));
    }

    private ApiReply Update(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        if (session.ArchivedAt is not null)
            throw RefusedException.Invalid($"session {session.Id} is archived and cannot be updated");
        JsonFields body = JsonFields.Of(call.Body);
        if (body.Sent("vault_ids"))
            throw body.Wrong("vault_ids", "cannot be changed");

        var changed = new JsonObject();
        string? title = body.Sent("title") ? body.Text("title", 0, TitleCharsMax) : session.Title;
        IReadOnlyDictionary<string, string> metadata = Metadata.Merge(session.Metadata, body, emptyDeletes: false);
        scenarios.Check(metadata);
        AgentConfiguration agent = ReadAgent(body, session);
        SessionBudget? budget = ReadBudget(body, session);
        body.RefuseUnknown();

        Apply(session, call, title, metadata, agent, budget, changed);
        if (changed.Count > 0)
            session.Log.Append("session.updated", call.Now, changed);
        if (session.Turn is { Pause: Pause.Budget } turn && !session.OverBudget && body.Sent("budget"))
            runner.Resume(session, call.Organization, turn); // §12.4
        return ApiReply.Ok(session.Render());
    }

    private ApiReply Archive(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        if (session.ArchivedAt is null)
        {
            RefuseUnsettled(session, "archived");
            session.ArchivedAt = call.Now;
            session.Turn = null;
            if (session.LiveStatus != SessionStatus.Terminated)
            {
                runner.Events(session, call.Organization).Terminated();
                runner.Events(session, call.Organization).BecomeNow(SessionStatus.Terminated);
            }
        }
        else
        {
            call.RefuseRepeatedArchive(session);
        }
        return ApiReply.Ok(session.Render());
    }

    private static ApiReply Delete(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        RefuseUnsettled(session, "deleted");
        call.Organization.Sessions.Remove(session.Id);
        // What it produced and the copies mounted into it go with it; uploads stay (§11.3).
        foreach (Files.StoredFile file in call.Organization.Files.All.Where(file => file.SessionId == session.Id).ToList())
            call.Organization.Files.Remove(file.Id);
        session.Turn = null;
        session.Log.Append("session.deleted", call.Now);
        session.Log.CloseStreams();
        call.Organization.RememberDeleted(session, call.Emulator.Options.DeletedSessionsRemembered);
        return ApiReply.Deleted(session.Id, "session");
    }

    private static void RefuseUnsettled(Session session, string verb)
    {
        if (!session.Settled) // §12.6; also for a moment after idle was announced
            throw RefusedException.Invalid($"session {session.Id} is {(session.Status == SessionStatus.Rescheduling ? "rescheduling" : "running")} and cannot be {verb}");
    }

    private static AgentConfiguration ReadAgent(JsonFields body, Session session)
    {
        if (body.Child("agent") is not { } agent)
            return session.Agent;
        if (session.LiveStatus != SessionStatus.Idle)
            throw body.Wrong("agent", "can only be changed while the session is idle");
        AgentConfiguration updated = AgentRules.ReadSessionUpdate(agent, session.Agent);
        agent.RefuseUnknown();
        return updated;
    }

    private static SessionBudget? ReadBudget(JsonFields body, Session session)
    {
        if (!body.Sent("budget"))
            return session.Budget;
        if (!session.BudgetedAtCreation || (session.Budget is null && !body.SentAsNull("budget")))
            throw body.Wrong("budget", "can only be given when the session is created", "budget_create_only");
        SessionBudget? budget = SessionBudget.Read(body);
        return budget is null || budget.Cents > session.Usage.Cents
            ? budget
            : throw body.Wrong("budget", "must be more than what is already spent", "budget_not_raised");
    }

    private static void Apply(
        Session session, ApiCall call, string? title, IReadOnlyDictionary<string, string> metadata, AgentConfiguration agent, SessionBudget? budget, JsonObject changed)
    {
        if (title != session.Title)
            changed["title"] = title;
        if (!Metadata.Same(metadata, session.Metadata))
            changed["metadata"] = JsonText.Map(metadata);
        if (budget != session.Budget)
            changed["budget"] = budget?.Render();
        bool agentChanged = !agent.SameAs(session.Agent);
        (session.Title, session.Metadata, session.Agent, session.Budget) = (title, metadata, agent, budget);
        if (agentChanged)
            changed["agent"] = session.RenderAgent();
        if (changed.Count > 0)
            session.UpdatedAt = call.Now;
    }
}
