using Antpath.Chaos.Plan;

namespace Antpath.Chaos.Verdict;

/// <summary>What is promised of one run or session, compared with the evidence: null, or what is broken. Pure.</summary>
internal static class Promises
{
    public static string? NotDeleted(AcceptedRun run, IReadOnlyDictionary<Guid, RunRecord> runs) =>
        runs.TryGetValue(run.Id.Value, out var record) && !record.Deleted ? $"{run.Id} is {record.Status}" : null;

    public static string? TooManyMessages(ProviderSession session) => session.UserMessages <= 1 ? null : $"{session.Id} got {session.UserMessages}";

    public static string? TooManyMessages(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var messages = Sessions(run, sessions).Sum(session => session.UserMessages);
        var wanted = run.Status == "succeeded" ? 1 : messages;
        return messages <= 1 && messages == wanted ? null : $"{run.Id}, {run.Status}: {messages} messages in {run.Sessions.Count} sessions";
    }

    /// <summary>Every file is stored once with the provider's bytes, or listed as a capture failure. Sessions of earlier attempts count too.</summary>
    public static string? WrongOutputs(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var produced = Sessions(run, sessions).SelectMany(session => session.Files).ToList();
        var invented = run.Outputs.Except(produced, StringComparer.Ordinal).ToList();
        var missing = produced.Count - run.Outputs.Count - run.CaptureFailures;
        return invented.Count == 0 && missing == 0
            ? null
            : $"{run.Id}, {run.Status} ({run.StatusCode}): {produced.Count} produced, {run.Outputs.Count} stored, {run.CaptureFailures} failures, {invented.Count} with other bytes";
    }

    public static string? BrokenSequence(RunRecord run)
    {
        var whole = run.Sequences.Index().All(entry => entry.Item == entry.Index + 1) && run.Sequences.Count == run.LastEventSequence;
        return whole ? null : $"{run.Id}: {run.Sequences.Count} events, the last is numbered {run.LastEventSequence}";
    }

    public static string? WrongEvents(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
    {
        var happened = Sessions(run, sessions).SelectMany(session => session.Events).ToHashSet(StringComparer.Ordinal);
        var doubled = run.ProviderEvents.Count - run.ProviderEvents.Distinct(StringComparer.Ordinal).Count();
        var invented = run.ProviderEvents.Count(id => !happened.Contains(id));
        // a session that was never settled was given up on, and what it did afterwards is nobody's event
        var owed = run.Sessions.Where(session => session.Settled).Select(session => sessions.GetValueOrDefault(session.Session)).OfType<ProviderSession>();
        var lost = owed.SelectMany(session => session.Events).Except(run.ProviderEvents, StringComparer.Ordinal).Count();
        return doubled + invented + lost == 0 ? null : $"{run.Id}, {run.Status} ({run.StatusCode}): {lost} lost of {happened.Count}, {doubled} doubled, {invented} invented";
    }

    public static string? WrongUsage(RunRecord run, IReadOnlyDictionary<string, ProviderSession> sessions)
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
}
