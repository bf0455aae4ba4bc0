using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary><c>/v1/agents</c> (§6).</summary>
internal static class AgentEndpoints
{
    public static void Map(ApiRoutes routes)
    {
        routes.Post("/v1/agents", CallClass.Create, Create);
        routes.Get("/v1/agents", List);
        routes.Get("/v1/agents/{agent}", Get);
        routes.Post("/v1/agents/{agent}", CallClass.Create, Update);
        routes.Get("/v1/agents/{agent}/versions", ListVersions);
        routes.Action("/v1/agents/{agent}/archive", CallClass.Create, Archive);
    }

    private static ApiReply Create(ApiCall call)
    {
        JsonFields body = JsonFields.Of(call.Body);
        AgentConfiguration configuration = AgentRules.ReadNew(body, call.Organization);
        var version = new AgentVersion(1, configuration, Metadata.Read(body), call.Now);
        body.RefuseUnknown();

        var agent = new Agent(call.Emulator.Ids.Next("agent_"), call.Organization.NextSequence(), version);
        call.Organization.Agents.Add(agent, call.BodyBytes);
        return ApiReply.Ok(agent.Render(version));
    }

    private static ApiReply Get(ApiCall call)
    {
        Agent agent = call.Organization.Agents.Get(call.Id("agent"));
        int? number = call.Query.Number("version", 1, int.MaxValue);
        return ApiReply.Ok(agent.Render(number is { } n ? agent.Version(n) : agent.Latest));
    }

    private static ApiReply List(ApiCall call)
    {
        bool archived = call.Query.Flag("include_archived");
        ListRequest request = ListRequest.Read(call, window: TimeWindow.Read(call.Query, strictBounds: false));
        return ApiReply.Ok(request.Page([.. call.Listed(call.Organization.Agents, archived)],
            agent => agent.Sequence, agent => agent.CreatedAt, agent => agent.Render(agent.Latest)));
    }

    private static ApiReply ListVersions(ApiCall call)
    {
        Agent agent = call.Organization.Agents.Get(call.Id("agent"));
        ListRequest request = ListRequest.Read(call);
        return ApiReply.Ok(request.Page([.. agent.Versions.Where(version => call.Listed(version.At))], version => version.Number, version => version.At, version => agent.Render(version)));
    }

    private static ApiReply Update(ApiCall call)
    {
        Agent agent = call.Organization.Agents.Get(call.Id("agent"));
        JsonFields body = JsonFields.Of(call.Body);
        long? expected = body.Number("version", 1, int.MaxValue);
        if (agent.ArchivedAt is not null)
            throw RefusedException.Invalid($"agent {agent.Id} is archived and cannot be updated");
        // The version is compared first, so that even a change that would do nothing is refused (§6.5).
        if (expected is { } n && n != agent.Latest.Number)
            throw call.Conflict($"version: agent {agent.Id} is at version {agent.Latest.Number}");

        AgentConfiguration configuration = AgentRules.ReadUpdate(body, agent.Latest.Configuration, call.Organization);
        IReadOnlyDictionary<string, string> metadata = Metadata.Merge(agent.Metadata, body, emptyDeletes: false);
        body.RefuseUnknown();

        bool same = configuration.SameAs(agent.Latest.Configuration) && Metadata.Same(metadata, agent.Metadata);
        if (!same)
            Add(call, agent, configuration, metadata);
        return ApiReply.Ok(agent.Render(agent.Latest));
    }

    private static void Add(ApiCall call, Agent agent, AgentConfiguration configuration, IReadOnlyDictionary<string, string> metadata)
    {
        if (agent.Versions.Count >= EmulatorLimits.AgentVersionsMax)
            throw RefusedException.Invalid($"the emulator holds at most {EmulatorLimits.AgentVersionsMax} versions of an agent");
        call.Organization.Agents.Grow(agent.Id, EmulatorLimits.ObjectBytes + call.BodyBytes);
        agent.Add(new AgentVersion(agent.Latest.Number + 1, configuration, metadata, call.Now));
    }

    private static ApiReply Archive(ApiCall call)
    {
        Agent agent = call.Organization.Agents.Get(call.Id("agent"));
        call.RefuseRepeatedArchive(agent);
        agent.ArchivedAt ??= call.Now;
        return ApiReply.Ok(agent.Render(agent.Latest));
    }
}
