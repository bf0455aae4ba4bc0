using System.Security.Cryptography;
using System.Text.Json;
using Antpath.Chaos.Plan;
using Antpath.Chaos.Stack;

namespace Antpath.Chaos.Verdict;

/// <summary>Compares what was accepted, what the product's tables and folders say, and what the provider says happened.</summary>
internal sealed class Judge(ChaosStack stack, ProductRecords records)
{
    /// <summary>The one promise that is a matter of time.</summary>
    public const string Takeovers = "takeovers later than the lease plus 2 s";

    private static readonly TimeSpan TakeoverMargin = TimeSpan.FromSeconds(2);

    private const string Bucket = "outputs";
    private const string Incoming = "incoming";

    public async Task<IReadOnlyList<Finding>> JudgeAsync(Users users, CancellationToken cancellationToken)
    {
        var runs = await records.RunsAsync(cancellationToken);
        using var report = await stack.Emulator.ReadAsync("/_emulator/sessions", cancellationToken);
        var sessions = ProviderSession.ReadAll(report);
        var kept = runs.Values.Where(run => !run.Deleted).ToList();
        return
        [
            Check("answers no user should get", users.Accepted, _ => null) with { Broken = [.. users.Surprises] },
            Check("accepted runs lost", users.Accepted, run => runs.ContainsKey(run.Id.Value) ? null : $"{run.Id} was acknowledged and does not exist"),
            Check("accepted deletions lost", users.Accepted.Where(run => run.Acted && run.Plan.Kind.User == UserAct.Delete), run => Promises.NotDeleted(run, runs)),
            Check("runs not terminal", runs.Values, run => run.Over ? null : $"{run.Id} is {run.Status}, phase {run.Phase}, clean-up {run.CleanupStatus}"),
            Check("clean-ups failed", kept, run => run.CleanupStatus == "succeeded" ? null : $"{run.Id}: clean-up {run.CleanupStatus}; {run.Left}"),
            Check("sessions with more than one message", sessions.Values, Promises.TooManyMessages),
            Check("runs with more than one message", runs.Values, run => Promises.TooManyMessages(run, sessions)),
            Check("outputs missing, doubled or altered", kept, run => Promises.WrongOutputs(run, sessions)),
            Check("log sequences with gaps or repetitions", kept, Promises.BrokenSequence),
            Check("provider events lost, doubled or invented", kept, run => Promises.WrongEvents(run, sessions)),
            Check("usage not as the provider counts it", runs.Values, run => Promises.WrongUsage(run, sessions)),
            await LeftAtProviderAsync(cancellationToken),
            await NoneAsync("vault entries left", "select count(*) from vault_entries", cancellationToken),
            await NoneAsync("leases left", "select count(*) from run_leases", cancellationToken),
            await NoneAsync("reservations left open", "select count(*) from output_objects where state = 'reserved'", cancellationToken),
            new("workspaces whose counters drifted", stack.Workspaces.Count, await records.DriftAsync(cancellationToken)),
            .. await StorageAsync(cancellationToken),
        ];
    }

    /// <summary>Runs of a killed or stopped worker are claimed again in time.</summary>
    public static Finding JudgeTakeovers(IReadOnlyCollection<TimeSpan> takeovers) =>
        Check(Takeovers, takeovers, taken => taken <= ProcessSettings.LeaseTtl + TakeoverMargin ? null : $"{taken.TotalSeconds:0.0} s");

    /// <summary>Whether the sweeps have removed what kills left in the store.</summary>
    public async Task<bool> IsSweptAsync(CancellationToken cancellationToken) => (await StorageAsync(cancellationToken)).All(finding => finding.Broken.Count == 0);

    private static Finding Check<T>(string promise, IEnumerable<T> things, Func<T, string?> broken)
    {
        var all = things.ToList();
        return new Finding(promise, all.Count, [.. all.Select(broken).OfType<string>()]);
    }

    private async Task<Finding> LeftAtProviderAsync(CancellationToken cancellationToken)
    {
        using var report = await stack.Emulator.ReadAsync("/_emulator/resources", cancellationToken);
        var all = report.RootElement.GetProperty("data").EnumerateArray().ToList();
        return new Finding("resources left at the provider", all.Count, [.. all.Where(row => !row.GetProperty("disposed").GetBoolean()).Select(Left)]);
    }

    private static string Left(JsonElement row) => $"{row.GetProperty("kind").GetString()} {row.GetProperty("id").GetString()} {row.GetProperty("metadata")}";

    private async Task<Finding> NoneAsync(string promise, string sql, CancellationToken cancellationToken) =>
        await records.CountAsync(sql, cancellationToken) is > 0 and var count ? new Finding(promise, 1, [.. Enumerable.Repeat(promise, (int)count)]) : new Finding(promise, 1, []);

    private async Task<IReadOnlyList<Finding>> StorageAsync(CancellationToken cancellationToken)
    {
        var rows = await records.StoredAsync(cancellationToken);
        var bucket = Path.Combine(stack.StorageFolder, Bucket);
        var files = Directory.Exists(bucket)
            ? Directory.EnumerateFiles(bucket, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(bucket, file).Replace('\\', '/'))
                // a copy that a kill broke off: not an object, and swept by age when a worker starts
                .Where(path => !path.StartsWith($"{Incoming}/", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal)
            : [];
        var broken = new List<string>();
        foreach (var (path, hash) in rows)
        {
            if (!files.Contains(path))
                broken.Add($"no object: {path}");
            else if (Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(bucket, path), cancellationToken))) != hash)
                broken.Add($"other bytes: {path}");
        }

        return
        [
            new Finding("stored rows without object, or with other bytes", rows.Count, broken),
            new Finding("stored objects without row", files.Count, [.. files.Where(path => !rows.ContainsKey(path))]),
        ];
    }
}
