using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary><c>/v1/sessions/{session}/threads</c> (§14): every session here has exactly its primary thread.</summary>
internal static class ThreadEndpoints
{
    private const int ListLimitMax = 1_000;

    public static void Map(ApiRoutes routes)
    {
        routes.Get("/v1/sessions/{session}/threads", List);
        routes.Get("/v1/sessions/{session}/threads/{thread}", Get);
        routes.Action("/v1/sessions/{session}/threads/{thread}/archive", CallClass.Create, Archive);
    }

    /// <summary>The session, when the thread in the path is its own.</summary>
    public static Session Find(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        string thread = call.Id("thread");
        return session.ThreadId == thread ? session : throw RefusedException.NotFound("thread", thread);
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(Render(Find(call)));

    private static ApiReply List(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        IReadOnlyList<string> statuses = SessionStatusText.Read(call.Query);
        ListRequest request = ListRequest.Read(call, limitDefault: ListLimitMax, limitMax: ListLimitMax, order: "asc");
        Session[] threads = statuses.Count == 0 || statuses.Contains(session.Status.Text()) ? [session] : [];
        return ApiReply.Ok(request.Page(threads, _ => 1, thread => thread.CreatedAt, Render));
    }

    // Only child threads can be archived; the primary one goes with its session.
    private static ApiReply Archive(ApiCall call) =>
        throw RefusedException.Invalid($"thread {Find(call).ThreadId} is the primary thread; archive the session instead");

    private static JsonNode Render(Session session)
    {
        JsonObject agent = session.RenderAgent();
        agent.Remove("multiagent");
        JsonObject stats = session.Usage.RenderStats();
        stats["startup_seconds"] = 0.4;
        return new JsonObject
        {
            ["id"] = session.ThreadId,
            ["type"] = "session_thread",
            ["session_id"] = session.Id,
            ["agent"] = agent,
            ["status"] = session.Status.Text(),
            ["stats"] = stats,
            ["usage"] = session.EverIdle ? session.Usage.Render() : null,
            ["parent_thread_id"] = null,
            ["workflow_run_id"] = null,
            ["created_at"] = Timestamps.Write(session.CreatedAt),
            ["updated_at"] = Timestamps.Write(session.UpdatedAt),
            ["archived_at"] = Timestamps.Write(session.ArchivedAt),
        };
    }
}
