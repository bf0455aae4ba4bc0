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
            Check("accepted deletions lost", users.Accepted.Where(run => run.Acted && run.Plan.Kind.User == UserAct.Delete), run => NotDeleted(run, runs)),
            Check("runs not terminal", runs.Values, run => run.Over ? null : $"{run.Id} is {run.Status}, phase {run.Phase}, clean-up {run.CleanupStatus}"),
            Check("clean-ups failed", kept, run => run.CleanupStatus == "succeeded" ? null : $"{run.Id}: clean-up {run.CleanupStatus}"),
            Check("sessions with more than one message", sessions.Values, session => session.UserMessages <= 1 ? null : $"{session.Id} got {session.UserMessages}"),
            Check("runs with more than one message", runs.Values, run => TooManyMessages(run, sessions)),
            Check("outputs missing, doubled or altered", kept, run => WrongOutputs(run, sessions)),
            Check("log sequences with gaps or repetitions", kept, BrokenSequence),
            Check("provider events lost, doubled or invented", kept, run => WrongEvents(run, sessions)),
            Check("usage not as the provider counts it", runs.Values, run => WrongUsage(run, sessions)),
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

    private static string? NotDeleted(AcceptedRun run, IReadOnlyDictionary<Guid, RunRecord> runs) =>
        runs.TryGetValue(run.Id.Value, out var record) && !record.Deleted ? $"{run.Id} is {record.Status}" : null;

    private static string? TooManyMessages(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var messages = Sessions(run, sessions).Sum(session => session.UserMessages);
        var wanted = run.Status == "succeeded" ? 1 : messages;
        return messages <= 1 && messages == wanted ? null : $"{run.Id}, {run.Status}: {messages} messages in {run.Sessions.Count} sessions";
    }

    /// <summary>Every file is stored once with the provider's bytes, or listed as a capture failure. Sessions of earlier attempts count too.</summary>
    private static string? WrongOutputs(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var produced = Sessions(run, sessions).SelectMany(session => session.Files).ToList();
        var invented = run.Outputs.Except(produced, StringComparer.Ordinal).ToList();
        var missing = produced.Count - run.Outputs.Count - run.CaptureFailures;
        return invented.Count == 0 && missing == 0
            ? null
            : $"{run.Id}, {run.Status} ({run.StatusCode}): {produced.Count} produced, {run.Outputs.Count} stored, {run.CaptureFailures} failures, {invented.Count} with other bytes";
    }

    private static string? BrokenSequence(RunRecord run)
    {
        var whole = run.Sequences.Index().All(entry => entry.Item == entry.Index + 1) && run.Sequences.Count == run.LastEventSequence;
        return whole ? null : $"{run.Id}: {run.Sequences.Count} events, the last is numbered {run.LastEventSequence}";
    }

    private static string? WrongEvents(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var happened = Sessions(run, sessions).SelectMany(session => session.Events).ToHashSet(StringComparer.Ordinal);
        var doubled = run.ProviderEvents.Count - run.ProviderEvents.Distinct(StringComparer.Ordinal).Count();
        var invented = run.ProviderEvents.Count(id => !happened.Contains(id));
        // a session that was never settled was given up on, and what it did afterwards is nobody's event
        var owed = run.Sessions.Where(session => session.Settled).Select(session => sessions.GetValueOrDefault(session.Session)).OfType<ProviderSession>();
        var lost = owed.SelectMany(session => session.Events).Except(run.ProviderEvents, StringComparer.Ordinal).Count();
        return doubled + invented + lost == 0 ? null : $"{run.Id}, {run.Status} ({run.StatusCode}): {lost} lost of {happened.Count}, {doubled} doubled, {invented} invented";
    }

    private static string? WrongUsage(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var known = Sessions(run, sessions).ToList();
        if (run.Deleted || known.Count < run.Sessions.Count)
            return null; // its attempts are purged with it, so that nobody can say which sessions were its
        var settled = run.Sessions.All(session => session.Settled);
        foreach (var kind in known.SelectMany(session => session.Tokens.Keys).Distinct(StringComparer.Ordinal))
        {
            var (booked, counted) = (run.Tokens.GetValueOrDefault(kind), known.Sum(session => session.Tokens.GetValueOrDefault(kind)));
            if (settled ? booked != counted : booked > counted)
                return $"{run.Id}, {run.Status} ({run.StatusCode}): {booked} {kind} booked, {counted} counted";
        }

        return null;
    }

    private static IEnumerable<ProviderSession> Sessions(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions) =>
        run.Sessions.Select(session => sessions.GetValueOrDefault(session.Session)).OfType<ProviderSession>();

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
