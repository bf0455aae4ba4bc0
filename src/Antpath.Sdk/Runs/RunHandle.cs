using System.Runtime.CompilerServices;
using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath;

/// <summary>
/// One run, by its id: everything one can ask about it or do with it. Holds no connection and may be kept, shared between threads, or made
/// again from the id in another process.
/// </summary>
/// <remarks>
/// Every call may throw <see cref="UnauthorizedException"/>, <see cref="ForbiddenException"/> (a scope is missing), <see cref="NotFoundException"/>
/// (no such run in the workspace), <see cref="QuotaExceededException"/> (too many calls), <see cref="ServerException"/> and
/// <see cref="ServerUnreachableException"/>; each method lists what else.
/// </remarks>
public sealed class RunHandle
{
    private readonly ApiTransport _transport;
    private readonly EventFeed _events;

    internal RunHandle(ApiTransport transport, RunId id, RunAcceptance? acceptance = null)
    {
        _transport = transport;
        _events = new EventFeed(transport, id);
        Id = id;
        Acceptance = acceptance;
    }

    /// <summary>The run's id.</summary>
    public RunId Id { get; }

    /// <summary>What the server answered to the submission; null when the handle was made from an id.</summary>
    public RunAcceptance? Acceptance { get; }

    /// <summary>Asks how the run stands.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The run, with its redacted template snapshot.</returns>
    public async Task<RunView> GetAsync(CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(NewCall(HttpMethod.Get, ""), cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Waits until the run is over: succeeded, failed, timed out or cancelled.</summary>
    /// <param name="options">A timeout, whether to wait for clean-up too; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the run goes on.</param>
    /// <returns>The run. Not an exception when it failed: see <see cref="RunViewExtensions.EnsureSucceeded"/>.</returns>
    /// <exception cref="WaitTimedOutException">The options' timeout passed first.</exception>
    public Task<RunView> WaitAsync(WaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new WaitOptions();
        if (options.Timeout <= TimeSpan.Zero || options.OutageMax <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), "Timeout and OutageMax must be more than zero.");
        return new RunWait(_events, _transport.Settings.Time, options).ForEndAsync(cancellationToken);
    }

    /// <summary>
    /// Streams the run's events as they happen, until its log is closed, which is after clean-up. Lost connections, restarts of the server and
    /// rate limits do not end the stream: it goes on from its cursor, without gaps or repeats.
    /// </summary>
    /// <param name="after">Cursor of the last event already seen, or null to begin with the first.</param>
    /// <param name="cancellationToken">Ends the stream; the run goes on.</param>
    /// <returns>The events, in order.</returns>
    public IAsyncEnumerable<EventView> FollowAsync(string? after = null, CancellationToken cancellationToken = default) =>
        _events.FollowAsync(new FollowOptions { After = after }, cancellationToken);

    /// <summary>Streams the run's events as they happen, with more say in how.</summary>
    /// <param name="options">Where to begin, when to end, how patient to be.</param>
    /// <param name="cancellationToken">Ends the stream; the run goes on.</param>
    /// <returns>The events, in order.</returns>
    public IAsyncEnumerable<EventView> FollowAsync(FollowOptions options, CancellationToken cancellationToken = default) =>
        _events.FollowAsync(options, cancellationToken);

    /// <summary>Lists the events that have happened so far, and ends.</summary>
    /// <param name="after">Cursor of the last event already seen, or null to begin with the first.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The events, in order.</returns>
    public IAsyncEnumerable<EventView> ListEventsAsync(string? after = null, CancellationToken cancellationToken = default) =>
        _events.ListAsync(after, cancellationToken);

    /// <summary>Lists the captured files. They are complete once the run is over.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The outputs.</returns>
    public async IAsyncEnumerable<RunOutput> ListOutputsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in OutputCalls.PagesAsync(_transport, Id, cancellationToken).ConfigureAwait(false))
        {
            foreach (var output in page.Data)
                yield return new RunOutput(_transport, Id, output);
        }
    }

    /// <summary>Lists the files that could not be captured, and why.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The failures.</returns>
    public async IAsyncEnumerable<CaptureFailureView> ListCaptureFailuresAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in OutputCalls.PagesAsync(_transport, Id, cancellationToken).ConfigureAwait(false))
        {
            foreach (var failure in page.Failures)
                yield return failure;
        }
    }

    /// <summary>Finds the manifest: a JSON document that lists the run's files with their hashes, its template's hash, and what could not be captured.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The manifest, fetched like an output; null while capture goes on, and when there was nothing to list or no room for it.</returns>
    public async Task<RunOutput?> GetManifestAsync(CancellationToken cancellationToken = default)
    {
        var state = await GetOutputsStateAsync(cancellationToken).ConfigureAwait(false);
        return state.Manifest is { } manifest ? new RunOutput(_transport, Id, manifest) : null;
    }

    /// <summary>Tells how the run's outputs stand: whether failures may be tried again, and whether the outputs were deleted. Lists the first of them, too.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The first page of the list of outputs.</returns>
    public async Task<OutputList> GetOutputsStateAsync(CancellationToken cancellationToken = default) =>
        await OutputCalls.FirstPageAsync(_transport, Id, cancellationToken).ConfigureAwait(false);

    /// <summary>Has the files captured that could not be, as long as the run's session is kept. Files that were captured are left alone. Needs the scope <c>submit</c>.</summary>
    /// <param name="cancellationToken">Ends the call, not the capture.</param>
    /// <returns>The run as the request found it.</returns>
    /// <exception cref="ConflictException">Nothing can be tried again.</exception>
    public async Task<RunView> RetryOutputsAsync(CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(NewCall(HttpMethod.Post, "/outputs/retry"), cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Deletes the captured files of a run that is over, and its manifest; what is known of the run stays. There is no way back.</summary>
    /// <param name="cancellationToken">Ends the call, not the deletion.</param>
    /// <returns>The run without its outputs.</returns>
    /// <exception cref="ConflictException">Files are still being captured.</exception>
    public async Task<RunView> DeleteOutputsAsync(CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(NewCall(HttpMethod.Delete, "/outputs"), cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>
    /// Brings all captured files into one folder: several at once, each verified before it gets its name. A download that broke off is
    /// continued by calling this again.
    /// </summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="options">Whether other files may be replaced, how many at once; null for the defaults.</param>
    /// <param name="progress">Told about each block, or null.</param>
    /// <param name="cancellationToken">Ends the download; finished files stay.</param>
    /// <returns>Every output and its local path. Names that are not safe or not distinct are changed.</returns>
    /// <exception cref="FileInTheWayException">Another file is in the way.</exception>
    /// <exception cref="OutputMismatchException">An output's size or SHA-256 is not the recorded one.</exception>
    public Task<IReadOnlyList<DownloadedOutput>> DownloadOutputsAsync(
        string folder, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        FolderDownload.SaveAsync(ListOutputsAsync(cancellationToken), folder, options ?? new DownloadOptions(), progress, cancellationToken);

    /// <summary>Makes a short-lived link to all captured files as one ZIP archive. Whoever has it can read them: treat it as a credential.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The link and when it expires.</returns>
    /// <exception cref="ForbiddenException">The token lacks the scope <c>outputs</c>.</exception>
    /// <exception cref="NotFoundException">The run is gone.</exception>
    public Task<OutputLink> CreateArchiveLinkAsync(CancellationToken cancellationToken = default) =>
        OutputCalls.ArchiveLinkAsync(_transport, Id, cancellationToken);

    /// <summary>
    /// Brings all captured files into one ZIP archive. The server checks each file's hash while it packs; the path holds a whole archive or is not
    /// touched. A download that broke off starts over.
    /// </summary>
    /// <param name="path">The archive; missing folders are made.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="progress">Told the bytes that have come, or null.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="FileInTheWayException">The file is there already.</exception>
    /// <exception cref="NotFoundException">The run is gone.</exception>
    /// <exception cref="AntpathException">Any other refusal or lost call.</exception>
    public Task DownloadArchiveAsync(string path, bool overwrite = false, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        new ArchiveDownload(_transport, Id, Path.GetFullPath(path), progress).SaveAsync(overwrite, cancellationToken);

    /// <summary>Lists what the run created at the provider and how its removal went.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The journal and the clean-up attempts.</returns>
    public async Task<ResourceList> GetResourcesAsync(CancellationToken cancellationToken = default)
    {
        var call = new ApiCall<ResourceList>(HttpMethod.Get, $"v1/runs/{Id}/resources", WireJson.Default.ResourceList);
        return (await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>Asks the run to stop. Wait for it to see the end: it captures what there is first. No effect on a run that is over.</summary>
    /// <param name="cancellationToken">Ends the call, not the run.</param>
    /// <returns>The run as the request found it.</returns>
    public async Task<RunView> CancelAsync(CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(NewCall(HttpMethod.Post, "/cancel"), cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>
    /// Asks to delete the run with its outputs and metadata. A run that still works is cancelled and cleaned up first; until then it shows
    /// <c>pending_delete</c>. There is no way back.
    /// </summary>
    /// <param name="cancellationToken">Ends the call, not the deletion.</param>
    /// <returns>The run as it waits to be deleted, or null when a repeated request found it gone already.</returns>
    /// <exception cref="NotFoundException">There is no such run, or it was deleted before.</exception>
    public async Task<RunView?> DeleteAsync(CancellationToken cancellationToken = default)
    {
        var call = NewCall(HttpMethod.Delete, "") with { AbsentAfterRetry = true };
        return (await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <returns>The run's id.</returns>
    public override string ToString() => Id.ToString();

    private ApiCall<RunView> NewCall(HttpMethod method, string suffix) => new(method, $"v1/runs/{Id}{suffix}", WireJson.Default.RunView);
}
