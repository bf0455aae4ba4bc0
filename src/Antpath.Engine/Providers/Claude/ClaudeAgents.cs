using Anthropic.Models.Beta.Agents;
using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Agents: made for one attempt, archived at the end, because they cannot be deleted (provider contract §6.5).</summary>
internal sealed class ClaudeAgents(ClaudeCalls calls, Listing listing)
{
    private readonly ProviderCall _create = new("Creating the agent", CallKind.Create, CallFamily.Create, calls.Options.CreateTimeout);
    private readonly ProviderCall _list = new("Searching the agents", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _read = new("Reading the agent", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _archive = new("Archiving the agent", CallKind.Settle, CallFamily.Read, calls.Options.ReadTimeout);

    public async Task<ProviderResult<CreatedResource>> CreateAsync(
        ExecutionBundle bundle, IReadOnlyDictionary<string, CreatedResource> uploaded, ResourceMarker marker, CancellationToken cancellationToken)
    {
        if (AgentRequest.SkillsOf(bundle.Agent, uploaded) is not { } skills)
            return FailureTable.Own(_create, ErrorClass.AntpathBug, FailureCodes.ContentMissing, "a skill of the template has not been uploaded before");

        var request = AgentRequest.Of(bundle, skills, marker);
        return await calls.AskAsync(
            _create,
            async token => await calls.Beta.Agents.Create(request, token),
            agent => new CreatedResource(agent.RequiredId(), FoundReading.VersionOf(agent) ?? throw new UnreadableAnswerException("version")),
            cancellationToken);
    }

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(ResourceMarker marker, DateTimeOffset since, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Agents.List(
                From(page, new AgentListParams { CreatedAtGte = since - calls.Options.ClockSkew, IncludeArchived = true, Limit = 100 }), token),
            agent => FoundReading.ByMetadata(agent, marker),
            enough: _ => false,
            cancellationToken);

    public async Task<ProviderResult<Disposal>> DisposeAsync(string agentId, CancellationToken cancellationToken)
    {
        var archived = await calls.RemoveAsync(
            _archive, async token => await calls.Beta.Agents.Archive(new AgentArchiveParams { AgentID = agentId }, token), cancellationToken);
        if (archived.Succeeded)
            return Disposal.Archived;
        if (archived.Failure.HttpStatus == 404)
            return Disposal.AlreadyGone;
        if (archived.Failure.HttpStatus is not (400 or 409))
            return archived.Failure;

        // whether archiving twice is refused is not documented: what counts is the state (§16.1)
        var state = await calls.AskAsync(
            _read,
            async token => await calls.Beta.Agents.Retrieve(new AgentRetrieveParams { AgentID = agentId }, token),
            agent => agent.Member("archived_at") is not null,
            cancellationToken);
        return state is { Succeeded: true, Value: true } ? Disposal.Archived : archived.Failure;
    }

    private static AgentListParams From(string? page, AgentListParams first) => page is null ? first : first with { Page = page };
}
