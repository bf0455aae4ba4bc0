using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>How far the event logs of several runs have come, in one look for everybody who waits for news.</summary>
public sealed class RunEventSequences(NpgsqlDataSource database)
{
    /// <summary>Runs in one look at most.</summary>
    public const int RunsMax = 10_000;

    /// <summary>Reads the newest sequence number of each run.</summary>
    /// <param name="runs">The runs, at most <see cref="RunsMax"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The runs that exist, each with its newest number; 0 when it has no event.</returns>
    public async Task<IReadOnlyDictionary<RunId, long>> ReadAsync(IReadOnlyCollection<RunId> runs, CancellationToken cancellationToken)
    {
        const string Sql = """
            select run_id, last_event_sequence  -- crosses workspaces on purpose: it only says who should ask again, within their own
            from run_event_sequences(@runs)
            limit @limit
            """;
        if (runs.Count > RunsMax)
            throw new ArgumentException($"{runs.Count} runs were asked for; {RunsMax} is the most", nameof(runs));
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("runs", [.. runs.Select(r => r.Value)]));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", RunsMax));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sequences = new Dictionary<RunId, long>(runs.Count);
        while (await reader.ReadAsync(cancellationToken))
            sequences[new RunId(reader.GetGuid(0))] = reader.GetInt64(1);

        return sequences;
    }
}
