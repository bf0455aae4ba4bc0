using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath;

/// <summary>One captured file of a run: its facts, and the ways to its bytes.</summary>
public sealed class RunOutput
{
    private readonly ApiTransport _transport;

    internal RunOutput(ApiTransport transport, RunId runId, OutputView view)
    {
        _transport = transport;
        RunId = runId;
        View = view;
    }

    /// <summary>The run it came from.</summary>
    public RunId RunId { get; }

    /// <summary>Name, size, hash and type. The name is data: do not use it as a path.</summary>
    public OutputView View { get; }

    /// <summary>Makes a short-lived link. Whoever has it can read the file: treat it as a credential.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The link and when it expires.</returns>
    /// <exception cref="ForbiddenException">The token lacks the scope <c>outputs</c>.</exception>
    /// <exception cref="NotFoundException">The output or its run is gone.</exception>
    /// <exception cref="ConflictException">The output was deleted.</exception>
    /// <exception cref="AntpathException">Any other refusal or lost call.</exception>
    public Task<OutputLink> CreateLinkAsync(CancellationToken cancellationToken = default) =>
        OutputCalls.LinkAsync(_transport, RunId, View.Id, cancellationToken);

    /// <summary>
    /// Writes the bytes to a stream, continuing over broken connections. The hash is known only at the end: after an exception the stream holds
    /// a part, or rubbish.
    /// </summary>
    /// <param name="target">Written to from where it stands; neither flushed nor closed.</param>
    /// <param name="progress">Told about each block, or null.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="OutputMismatchException">Size or SHA-256 differ from <see cref="View"/>.</exception>
    /// <exception cref="NotFoundException">The output or its run is gone.</exception>
    /// <exception cref="AntpathException">Any other refusal or lost call.</exception>
    public async Task DownloadToAsync(Stream target, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var tally = new DownloadTally(progress, [View]);
        using var fetch = new OutputFetch(_transport, RunId, View, target, tally.Of(View));
        await fetch.CompleteAsync(cancellationToken).ConfigureAwait(false);
        tally.Finished(View);
    }

    /// <summary>
    /// Writes the bytes to a file. The path holds the whole, verified content or is not touched; a broken download is continued by the next one.
    /// </summary>
    /// <param name="path">The file; missing folders are made.</param>
    /// <param name="options">Whether another file may be replaced; default no.</param>
    /// <param name="progress">Told about each block, or null.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>Where the file is, and whether it was there already.</returns>
    /// <exception cref="FileInTheWayException">Another file is in the way.</exception>
    /// <exception cref="OutputMismatchException">Size or SHA-256 differ from <see cref="View"/>.</exception>
    /// <exception cref="NotFoundException">The output or its run is gone.</exception>
    /// <exception cref="AntpathException">Any other refusal or lost call.</exception>
    public async Task<DownloadedOutput> DownloadToAsync(
        string path, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var tally = new DownloadTally(progress, [View]);
        return await SaveAsync(Path.GetFullPath(path), options ?? new DownloadOptions(), tally, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<DownloadedOutput> SaveAsync(string path, DownloadOptions options, DownloadTally tally, CancellationToken cancellationToken)
    {
        var saved = await new OutputFile(_transport, RunId, View, path).SaveAsync(options, tally.Of(View), cancellationToken).ConfigureAwait(false);
        tally.Finished(View);
        return saved;
    }
}
