using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary><c>/v1/sessions/{session}/resources</c> (§12.3).</summary>
internal static class ResourceEndpoints
{
    private const int ListLimitMax = 1_000;

    public static void Map(ApiRoutes routes)
    {
        routes.Post("/v1/sessions/{session}/resources", CallClass.Create, Add);
        routes.Get("/v1/sessions/{session}/resources", List);
        routes.Get("/v1/sessions/{session}/resources/{resource}", Get);
        routes.Post("/v1/sessions/{session}/resources/{resource}", CallClass.Create, Update);
        routes.Delete("/v1/sessions/{session}/resources/{resource}", Delete);
    }

    private static ApiReply Add(ApiCall call)
    {
        Session session = Open(call);
        JsonFields body = JsonFields.Of(call.Body);
        body.RequiredOneOf("type", "file"); // repositories are attached for life
        if (session.Resources.Count >= EmulatorLimits.FilesPerSessionMax)
            throw RefusedException.Invalid($"a session holds at most {EmulatorLimits.FilesPerSessionMax} resources");
        SessionResource read = ResourceRules.Read(body, call);
        ResourceRules.RefusePathInUse(body, read, session.Resources);
        SessionResource mounted = ResourceRules.Mount(read, session, call);
        return ApiReply.Ok(mounted.Render());
    }

    private static ApiReply List(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        ListRequest request = ListRequest.Read(call, limitDefault: ListLimitMax, limitMax: ListLimitMax, order: "asc");
        return ApiReply.Ok(request.Page(session.Resources, resource => resource.Sequence, resource => resource.CreatedAt, resource => resource.Render()));
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(Find(call.Organization.Sessions.Get(call.Id("session")), call).Render());

    /// <summary>Rotates a repository's token, which the emulator has no use for.</summary>
    private static ApiReply Update(ApiCall call)
    {
        Session session = Open(call);
        SessionResource resource = Find(session, call);
        JsonFields body = JsonFields.Of(call.Body);
        body.RequiredText("authorization_token", 1, 65_536);
        body.RefuseUnknown();
        if (resource.Type != "github_repository")
            throw RefusedException.Invalid($"resource {resource.Id} is a file; only a repository's token can be changed");
        SessionResource updated = resource with { UpdatedAt = call.Now };
        session.Resources[session.Resources.IndexOf(resource)] = updated;
        return ApiReply.Ok(updated.Render());
    }

    private static ApiReply Delete(ApiCall call)
    {
        Session session = Open(call);
        SessionResource resource = Find(session, call);
        if (resource.Type == "github_repository")
            throw RefusedException.Invalid($"resource {resource.Id} is a repository; it stays attached for the session's life");
        session.Resources.Remove(resource);
        if (resource.FileId is { } copy && call.Organization.Files.TryGet(copy, out _))
            call.Organization.Files.Remove(copy);
        return ApiReply.Deleted(resource.Id, "session_resource");
    }

    private static Session Open(ApiCall call)
    {
        Session session = call.Organization.Sessions.Get(call.Id("session"));
        if (session.ArchivedAt is not null)
            throw RefusedException.Invalid($"session {session.Id} is archived");
        return session.LiveStatus != SessionStatus.Terminated ? session : throw RefusedException.Invalid($"session {session.Id} is terminated");
    }

    private static SessionResource Find(Session session, ApiCall call)
    {
        string id = call.Id("resource");
        return session.Resources.Find(resource => resource.Id == id) ?? throw RefusedException.NotFound("session resource", id);
    }
}
