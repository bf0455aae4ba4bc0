using System.Text.Json.Nodes;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Events;

/// <summary>Events of sessions and of their threads (§13).</summary>
internal sealed class EventEndpoints(EventInbox inbox)
{
    private const int ListLimit = 1_000;
    private const int TypesMax = 100;
    private static readonly string[] Deltas = ["agent.message", "agent.thinking"]; // §13.3

    public void Map(ApiRoutes routes)
    {
        routes.Post("/v1/sessions/{session}/events", CallClass.Create, Send);
        routes.Get("/v1/sessions/{session}/events", call => List(call, call.Organization.Sessions.Get(call.Id("session"))));
        routes.Get("/v1/sessions/{session}/events/stream", call => Stream(call, call.Organization.Sessions.Get(call.Id("session"))));
        routes.Get("/v1/sessions/{session}/threads/{thread}/events", call => ListOfThread(call, ThreadEndpoints.Find(call)));
        routes.Get("/v1/sessions/{session}/threads/{thread}/stream", call => Stream(call, ThreadEndpoints.Find(call))); // §5: not …/events/stream
    }

    private ApiReply Send(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        if (session.ArchivedAt is not null)
            throw call.Conflict($"session {session.Id} is archived"); // §12.6
        if (session.LiveStatus == SessionStatus.Terminated)
            throw RefusedException.Invalid($"session {session.Id} is terminated");
        JsonFields body = JsonFields.Of(call.Body);
        IReadOnlyList<System.Text.Json.JsonElement> items = body.Items("events", EmulatorLimits.EventsPerRequestMax) ?? throw body.Wrong("events", "is required");
        if (items.Count == 0)
            throw body.Wrong("events", "must have at least one event");
        IReadOnlyList<QueuedEvent> events = inbox.Read(items, "events", session, call.Organization);
        body.RefuseUnknown();
        call.Emulator.Held.Check(call.BodyBytes);
        if (session.Log.Queued + events.Count > EmulatorLimits.QueuedEventsMax)
            throw body.Wrong("events", $"at most {EmulatorLimits.QueuedEventsMax} may wait");

        inbox.Accept(session, call.Organization, events);
        return ApiReply.Ok(new JsonObject
        {
            ["data"] = new JsonArray([.. events.Select(sent => (JsonNode)Echo(sent, call.Emulator.Options))]),
        });
    }

    private static JsonObject Echo(QueuedEvent sent, EmulatorOptions options) =>
        (options.InterruptIdEmpty && sent.Type == "user.interrupt" ? sent with { Id = "" } : sent).Render(null);

    // A thread's list takes no order and no filter (§4).
    private static ApiReply ListOfThread(ApiCall call, Session session)
    {
        ListRequest request = ListRequest.Read(call, limitDefault: ListLimit, limitMax: ListLimit, order: "asc");
        return Page(call, request, session.Log.Listed(call.Emulator.Options.QueuedEventsListed));
    }

    private static ApiReply List(ApiCall call, Session session)
    {
        string order = call.Query.OneOf("order", "asc", "desc") ?? "asc";
        IReadOnlyList<string> types = call.Query.Texts("types", TypesMax);
        TimeWindow window = TimeWindow.Read(call.Query, strictBounds: true);
        ListRequest request = ListRequest.Read(call, limitDefault: ListLimit, limitMax: ListLimit, order: order, window: window);
        IEnumerable<LoggedEvent> events = session.Log.Listed(call.Emulator.Options.QueuedEventsListed && window == TimeWindow.Open);
        if (types.Count > 0)
            events = events.Where(logged => types.Contains(logged.Type));
        return Page(call, request, [.. events]);
    }

    // created_at filters compare with processed_at (§4)
    private static ApiReply Page(ApiCall call, ListRequest request, IReadOnlyList<LoggedEvent> events) =>
        ApiReply.Ok(request.Page(events, logged => logged.Position, logged => logged.ProcessedAt ?? call.Now, logged => JsonText.Node(logged.Json)!));

    private static ApiReply.EventStream Stream(ApiCall call, Session session)
    {
        IReadOnlyList<string> deltas = call.Query.Texts("event_deltas", Deltas.Length);
        call.Query.RefuseUnknown(); // before anything is subscribed
        return deltas.FirstOrDefault(delta => !Deltas.Contains(delta)) is null
            ? new ApiReply.EventStream(session.Log.Subscribe(deltas))
            : throw RefusedException.Invalid($"event_deltas: must be of {string.Join(", ", Deltas)}");
    }
}
