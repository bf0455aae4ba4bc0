using System.Globalization;
using System.Text.Json;
using Anthropic.Models.Beta;
using Anthropic.Models.Beta.Sessions;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Sessions: one for an attempt, made without a first message so that a lost answer leaves nothing running (provider contract §16.3).</summary>
internal sealed class ClaudeSessions(ClaudeCalls calls, Listing listing)
{
    private const int DeleteTriesMax = 2;

    private readonly ProviderCall _create = new("Creating the session", CallKind.Create, CallFamily.Create, calls.Options.SessionCreateTimeout);
    private readonly ProviderCall _list = new("Searching the sessions", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _read = new("Reading the session", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout, FailureCodes.SessionLost);
    private readonly ProviderCall _delete = new("Deleting the session", CallKind.Settle, CallFamily.Read, calls.Options.ReadTimeout, FailureCodes.SessionLost);

    public Task<ProviderResult<CreatedResource>> CreateAsync(SessionStart start, ResourceMarker marker, CancellationToken cancellationToken) =>
        calls.AskAsync(
            _create,
            async token => await calls.Beta.Sessions.Create(RequestOf(start, marker), token),
            session => new CreatedResource(session.RequiredId(), Version: null),
            cancellationToken);

    public Task<ProviderResult<SessionSnapshot>> GetAsync(string sessionId, CancellationToken cancellationToken) => ReadAsync(sessionId, SessionReading.Of, cancellationToken);

    /// <summary>The session's status alone.</summary>
    public Task<ProviderResult<string>> StatusAsync(string sessionId, CancellationToken cancellationToken) => ReadAsync(sessionId, SessionReading.StatusOf, cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(ResourceMarker marker, DateTimeOffset since, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Sessions.List(
                From(page, new SessionListParams { CreatedAtGte = since - calls.Options.ClockSkew, IncludeArchived = true, Limit = 100 }), token),
            session => FoundReading.ByMetadata(session, marker),
            enough: _ => false,
            cancellationToken);

    public async Task<ProviderResult<Disposal>> DisposeAsync(string sessionId, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var deleted = await calls.RemoveAsync(
                _delete, async token => await calls.Beta.Sessions.Delete(new SessionDeleteParams { SessionID = sessionId }, token), cancellationToken);
            if (deleted.Succeeded)
                return Disposal.Deleted;
            if (deleted.Failure.HttpStatus == 404)
                return Disposal.AlreadyGone;
            if (deleted.Failure.HttpStatus is not (400 or 409))
                return deleted.Failure;

            // refused while it runs, and for a moment after: the stored status says whether another try is due (§12.6)
            var status = await StatusAsync(sessionId, cancellationToken);
            if (!status.Succeeded)
                return status.Failure.HttpStatus == 404 ? Disposal.AlreadyGone : status.Failure;
            if (status.Value is not ("idle" or "terminated") || tries == DeleteTriesMax)
            {
                return deleted.Failure with
                {
                    Class = ErrorClass.TransientProvider,
                    Code = FailureCodes.SessionStillRunning,
                    Message = $"Deleting the session: refused while it is {status.Value}; interrupt it or come back when it is idle.",
                };
            }
        }
    }

    private Task<ProviderResult<T>> ReadAsync<T>(string sessionId, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        calls.AskAsync(_read, async token => await calls.Beta.Sessions.Retrieve(new SessionRetrieveParams { SessionID = sessionId }, token), read, cancellationToken);

    private static SessionListParams From(string? page, SessionListParams first) => page is null ? first : first with { Page = page };

    private static SessionCreateParams RequestOf(SessionStart start, ResourceMarker marker)
    {
        var request = new SessionCreateParams
        {
            // an unpinned agent would be its latest version, whatever that allows (§7.3, case 7)
            Agent = new BetaManagedAgentsAgentParams
            {
                ID = start.Agent.ProviderId,
                Version = int.Parse(start.Agent.Version ?? throw new ArgumentException("A session needs a pinned agent version.", nameof(start)), CultureInfo.InvariantCulture),
            },
            EnvironmentID = start.EnvironmentId,
            VaultIds = start.VaultId is { } vault ? [vault] : [],
            Title = ProviderNames.For(ProviderResourceType.Session, marker),
            Metadata = MarkerMetadata.Of(marker),
            Resources = [.. start.FileIdsByPath.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (Resource)new BetaManagedAgentsFileResourceParams
            {
                FileID = f.Value,
                // absolute, yet rooted in the session's upload folder (§12.3)
                MountPath = "/" + f.Key,
            })],
        };
        if (start.BudgetCents is not { } cents)
            return request;

        return request with
        {
            Budget = new BetaManagedAgentsBudgetLimit
            {
                MaxListCost = new BetaMonetaryAmount { Amount = cents.ToString(CultureInfo.InvariantCulture), Currency = "USD" },
            },
        };
    }
}
