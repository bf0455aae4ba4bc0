using Antpath.Cli.Hosting;
using Antpath.Runs;

namespace Antpath.Cli.Following;

/// <summary>Follows a run to its end in the way that fits standard output.</summary>
internal sealed class RunFollower(CliHost host, RunHandle run, bool json)
{
    /// <summary>A live run is looked at again for its totals at most this often, and after each entry of Antpath's own.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="after">Cursor to go on from, or null.</param>
    /// <param name="cancellationToken">Ends following, not the run.</param>
    /// <returns>The run when its log was closed.</returns>
    public async Task<RunView> ToEndAsync(string? after, CancellationToken cancellationToken)
    {
        if (json)
            return await ToEndAsync(new JsonView(host), after, cancellationToken);
        if (!host.OutIsTerminal)
            return await ToEndAsync(new PlainView(host), after, cancellationToken);
        var begun = run.Acceptance?.Run ?? await run.GetAsync(cancellationToken);
        return await LiveView.WhileAsync(host, begun, view => ToEndAsync(view, after, cancellationToken));
    }

    private async Task<RunView> ToEndAsync(IProgressView view, string? after, CancellationToken cancellationToken)
    {
        long? lookedAt = null;
        await foreach (var entry in run.FollowAsync(after, cancellationToken))
        {
            view.Saw(entry);
            var recently = lookedAt is { } at && host.Time.GetElapsedTime(at) < LookEvery;
            if (!view.WantsRun || (recently && entry.Source != "antpath"))
                continue;
            view.Saw(await run.GetAsync(cancellationToken));
            lookedAt = host.Time.GetTimestamp();
        }

        return await run.GetAsync(cancellationToken);
    }
}
