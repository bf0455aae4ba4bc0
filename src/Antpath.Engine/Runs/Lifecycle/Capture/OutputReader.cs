using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>Reads what became of an attempt's files so far, so that a capture half done is continued and nothing is copied twice.</summary>
internal sealed class OutputReader(NpgsqlDataSource database)
{
    /// <summary>Files of one session at most; a listing that is longer is captured up to here.</summary>
    public const int FilesMax = 10_000;

    public async Task<IReadOnlyDictionary<string, KnownOutput>> ReadAsync(RunLease lease, AttemptId attempt, CancellationToken cancellationToken)
    {
        const string Sql = """
            select provider_file_id, id, state <> 'reserved'
            from output_objects
            where workspace_id = $1 and run_id = $2 and run_attempt_id = $3 and kind = 'file'
            union all
            select f.provider_file_id, null, not f.retryable or coalesce(r.outputs_retry_requested_at < f.created_at, true)
            from output_capture_failures f
            join runs r on r.workspace_id = f.workspace_id and r.id = f.run_id
            where f.workspace_id = $1 and f.run_id = $2 and f.run_attempt_id = $3
            limit $4
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = lease.Workspace.Value });
        command.Parameters.Add(new() { Value = lease.Run.Value });
        command.Parameters.Add(new() { Value = attempt.Value });
        command.Parameters.Add(new() { Value = 2 * FilesMax });
        var known = new Dictionary<string, KnownOutput>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            OutputId? output = await reader.IsDBNullAsync(1, cancellationToken) ? null : new OutputId(reader.GetGuid(1));
            // a copy begun again stands beside the failure of the last one
            if (output is null && known.ContainsKey(reader.GetString(0)))
                continue;
            known[reader.GetString(0)] = new KnownOutput(reader.GetString(0), output, reader.GetBoolean(2));
        }

        return known;
    }
}
