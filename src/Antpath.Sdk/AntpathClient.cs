using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Antpath.Audit;
using Antpath.Deployment;
using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Sweeps;
using Antpath.Tokens;
using Antpath.Workspaces;

namespace Antpath;

/// <summary>
/// The door to Antpath: submits runs and finds them again. The workspace follows from the API token. Safe to use from several threads; make
/// one and keep it.
/// </summary>
/// <remarks>
/// Calls that get lost, or that find the server busy or broken, are repeated with growing random waits: reads, cancels and deletes are harmless
/// to repeat, and submissions carry an idempotency key. Every call may throw <see cref="UnauthorizedException"/>, <see cref="ForbiddenException"/>,
/// <see cref="QuotaExceededException"/>, <see cref="ServerException"/> and <see cref="ServerUnreachableException"/>; each method lists what else.
/// </remarks>
public sealed class AntpathClient : IDisposable
{
    private const int IdempotencyKeyMax = 255;

    private readonly ApiTransport _transport;

    /// <summary>Makes a client. No call is made yet.</summary>
    /// <param name="options">Token, address and patience; null to take token and address from the environment.</param>
    /// <exception cref="SettingsException">No token anywhere, or an option out of its range; the message says which.</exception>
    public AntpathClient(AntpathClientOptions? options = null)
    {
        options ??= new AntpathClientOptions();
        _transport = new ApiTransport(ClientSettings.From(options, Environment.GetEnvironmentVariable), options.HttpClient);
        People = new WorkspacePeople(_transport);
    }

    /// <summary>The people of the workspace, and who is invited.</summary>
    public WorkspacePeople People { get; }

    /// <summary>The address calls go to.</summary>
    public Uri BaseUrl => _transport.Settings.BaseUrl;

    /// <summary>The API tokens of the workspace.</summary>
    public WorkspaceTokens Tokens => new(_transport);

    /// <summary>Hands in a run. Returns as soon as it is accepted; it may then wait in the queue.</summary>
    /// <param name="submission">What to run.</param>
    /// <param name="cancellationToken">Ends the call; a run that was accepted already goes on.</param>
    /// <returns>The run, with the server's answer in <see cref="RunHandle.Acceptance"/>.</returns>
    /// <exception cref="SubmissionRefusedException">The submission breaks rules; every one is listed, and nothing was stored.</exception>
    /// <exception cref="ConflictException">The idempotency key was used before with another submission.</exception>
    /// <exception cref="QuotaExceededException">Too many open runs in the workspace, or too many calls.</exception>
    /// <exception cref="ArgumentException">The idempotency key is not 1 to 255 printable ASCII characters.</exception>
    public async Task<RunHandle> SubmitAsync(SubmitRun submission, CancellationToken cancellationToken = default)
    {
        var key = submission.IdempotencyKey ?? $"sdk-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        if (key.Length is 0 or > IdempotencyKeyMax || key.Any(c => c is < ' ' or > '~') || key.Trim().Length != key.Length)
        {
            throw new ArgumentException(
                $"{nameof(SubmitRun.IdempotencyKey)} must be 1 to {IdempotencyKeyMax} printable ASCII characters without blanks at its ends.",
                nameof(submission));
        }

        var call = new ApiCall<RunView>(HttpMethod.Post, "v1/runs", WireJson.Default.RunView)
        {
            Body = submission.ToUtf8Json(),
            IdempotencyKey = key,
            Submission = true,
        };
        var answer = await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return new RunHandle(_transport, answer.Value.Id, new RunAcceptance(answer.Value, answer.Replayed, key));
    }

    /// <summary>The run of an id, without asking whether it exists.</summary>
    /// <param name="runId">The id.</param>
    /// <returns>Its handle.</returns>
    public RunHandle GetRun(RunId runId) => new(_transport, runId);

    /// <summary>Lists the workspace's runs, newest first.</summary>
    /// <param name="filter">Which ones; null for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The runs, without their snapshots, fetched page by page as they are read.</returns>
    /// <exception cref="RequestRefusedException">The filter has a value the server does not know.</exception>
    public async IAsyncEnumerable<RunView> ListRunsAsync(
        RunFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = filter ?? new RunFilter();
        var pages = PageWalk.AllAsync((cursor, token) => PageAsync(asked, cursor, token), page => page.NextCursor, "GET /v1/runs", cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var run in page.Data)
                yield return run;
        }
    }

    /// <summary>Asks who the token is and what it may do.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Workspace, person and scopes.</returns>
    public Task<WhoAmI> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<WhoAmI>(HttpMethod.Get, "v1/whoami", WireJson.Default.WhoAmI), cancellationToken);

    /// <summary>Asks for the workspace's limits and what is in use of them.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The workspace.</returns>
    public Task<WorkspaceView> GetWorkspaceAsync(CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<WorkspaceView>(HttpMethod.Get, "v1/workspace", WireJson.Default.WorkspaceView), cancellationToken);

    /// <summary>Gives the workspace another name.</summary>
    /// <param name="name">One line of 1 to 200 characters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The workspace.</returns>
    /// <exception cref="RequestRefusedException">That is no name.</exception>
    public Task<WorkspaceView> RenameWorkspaceAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ApiCall<WorkspaceView>(HttpMethod.Put, "v1/workspace/name", WireJson.Default.WorkspaceView) { Query = new ApiQuery().Add("name", name).ToString() },
            cancellationToken);

    /// <summary>
    /// Deletes the token's workspace with everything in it. From the answer on it takes no runs and refuses its tokens; runs are stopped and cleaned up,
    /// then all of it goes. There is no way back.
    /// </summary>
    /// <param name="confirmName">The workspace's name, as a confirmation.</param>
    /// <param name="cancellationToken">Ends the call, not the deletion.</param>
    /// <returns>The workspace as it waits to be deleted.</returns>
    /// <exception cref="RequestRefusedException">The name is not the workspace's.</exception>
    public Task<WorkspaceView> DeleteWorkspaceAsync(string confirmName, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ApiCall<WorkspaceView>(HttpMethod.Delete, "v1/workspace", WireJson.Default.WorkspaceView) { Query = new ApiQuery().Add("confirm", confirmName).ToString() },
            cancellationToken);

    /// <summary>
    /// Has a worker search everything a provider key reaches for resources of this installation that no live run holds, and remove them. The key is
    /// held for this search alone. Ask <see cref="GetProviderSweepAsync"/> how it stands.
    /// </summary>
    /// <param name="request">The key, and whether to list only.</param>
    /// <param name="cancellationToken">Ends the call, not the search.</param>
    /// <returns>The search, waiting for a worker.</returns>
    /// <exception cref="SubmissionRefusedException">The key is not of a key's shape.</exception>
    public Task<ProviderSweepView> StartProviderSweepAsync(ProviderSweepRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ApiCall<ProviderSweepView>(HttpMethod.Post, "v1/provider-sweeps", WireJson.Default.ProviderSweepView) { Body = request.ToUtf8Json(), Submission = true },
            cancellationToken);

    /// <summary>Asks how a search at the provider stands, and what it found.</summary>
    /// <param name="sweep">The search's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The search with its report.</returns>
    /// <exception cref="NotFoundException">The workspace has no such search.</exception>
    public Task<ProviderSweepView> GetProviderSweepAsync(ProviderSweepId sweep, CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<ProviderSweepView>(HttpMethod.Get, $"v1/provider-sweeps/{sweep}", WireJson.Default.ProviderSweepView), cancellationToken);

    /// <summary>Says for how long the workspace keeps outputs of finished runs; older ones go, what is known of their runs stays.</summary>
    /// <param name="days">Days after the end of a run, 1 to 3650; null to keep them until somebody deletes them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The workspace.</returns>
    /// <exception cref="ForbiddenException">The token lacks the scope <c>admin</c>.</exception>
    /// <exception cref="RequestRefusedException">The number is out of range.</exception>
    public Task<WorkspaceView> SetOutputsRetentionAsync(int? days, CancellationToken cancellationToken = default)
    {
        const string Path = "v1/workspace/outputs-retention";
        return SendAsync(
            days is null
                ? new ApiCall<WorkspaceView>(HttpMethod.Delete, Path, WireJson.Default.WorkspaceView)
                : new ApiCall<WorkspaceView>(HttpMethod.Put, Path, WireJson.Default.WorkspaceView) { Query = new ApiQuery().Add("days", days).ToString() },
            cancellationToken);
    }

    /// <summary>Sums up what the workspace used in a span of time.</summary>
    /// <param name="from">Start, inclusive; null for the server's default.</param>
    /// <param name="until">End, exclusive; null for now.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The sums.</returns>
    /// <exception cref="RequestRefusedException">The span is empty or too long.</exception>
    public Task<UsageView> GetUsageAsync(DateTimeOffset? from = null, DateTimeOffset? until = null, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ApiCall<UsageView>(HttpMethod.Get, "v1/usage", WireJson.Default.UsageView)
            {
                Query = new ApiQuery().Add("from", from).Add("until", until).ToString(),
            },
            cancellationToken);

    /// <summary>Reads the workspace's audit trail, newest first. Needs a token with the scope <c>admin</c>.</summary>
    /// <param name="filter">Which lines; null for all. Only all of them together are a chain that can be checked.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>
    /// The trail page by page, fetched as it is read; each page has the end of the chain as of when it was read. With a filter a page may be empty and not
    /// be the last.
    /// </returns>
    /// <exception cref="RequestRefusedException">The filter has a value the server does not know.</exception>
    public IAsyncEnumerable<AuditPage> ListAuditPagesAsync(AuditFilter? filter = null, CancellationToken cancellationToken = default) => PageWalk.AllAsync(
        (cursor, token) => SendAsync(
            new ApiCall<AuditPage>(HttpMethod.Get, "v1/audit", WireJson.Default.AuditPage)
            {
                Query = new ApiQuery()
                    .Add("action", filter?.Action)
                    .Add("appUserId", filter?.AppUser?.ToString())
                    .Add("from", filter?.From)
                    .Add("until", filter?.Until)
                    .Add("limit", RunListLimits.PageMax)
                    .Add("cursor", cursor)
                    .ToString(),
            },
            token),
        page => page.NextCursor, "GET /v1/audit", cancellationToken);

    /// <summary>Asks how the server is set up, for diagnosis. Needs a token with the scope <c>admin</c>.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What an administrator should know of it.</returns>
    /// <exception cref="ForbiddenException">The token lacks the scope.</exception>
    public Task<DeploymentView> GetDeploymentAsync(CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<DeploymentView>(HttpMethod.Get, "v1/deployment", WireJson.Default.DeploymentView), cancellationToken);

    /// <summary>Asks the server whether it lives, without the token, once. For diagnosis.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the answer told.</returns>
    /// <exception cref="ServerUnreachableException">No answer.</exception>
    public Task<ServerProbe> ProbeAsync(CancellationToken cancellationToken = default) => _transport.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private Task<RunPage> PageAsync(RunFilter filter, string? cursor, CancellationToken cancellationToken)
    {
        var query = new ApiQuery()
            .AddEach("status", filter.Statuses)
            .AddEach("tag", filter.Tags)
            .Add("template", filter.Template)
            .Add("createdAfter", filter.CreatedAfter)
            .Add("createdBefore", filter.CreatedBefore)
            .Add("limit", filter.PageSize)
            .Add("cursor", cursor);
        return SendAsync(new ApiCall<RunPage>(HttpMethod.Get, "v1/runs", WireJson.Default.RunPage) { Query = query.ToString() }, cancellationToken);
    }

    private async Task<T> SendAsync<T>(ApiCall<T> call, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
}
