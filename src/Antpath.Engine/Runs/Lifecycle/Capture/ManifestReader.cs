using System.Buffers;
using System.Text.Json;
using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Antpath.Json;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>Writes a run's manifest from its rows: canonical JSON, so that the same rows give the same bytes.</summary>
internal sealed class ManifestReader(NpgsqlDataSource database)
{
    private const int Version = 1;
    private const int BytesMax = 16 << 20;

    /// <returns>The manifest; null when the run has neither files nor failures, or their names would make it larger than 16 MiB.</returns>
    public async Task<byte[]?> ReadAsync(RunLease lease, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(RunCommand(lease));
        batch.BatchCommands.Add(FilesCommand(lease));
        batch.BatchCommands.Add(FailuresCommand(lease));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        await WriteRunAsync(json, reader, lease.Run, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var files = await WriteFilesAsync(json, reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var failures = await WriteFailuresAsync(json, reader, cancellationToken);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return files + failures == 0 || buffer.WrittenCount > BytesMax ? null : CanonicalJson.Canonicalize(buffer.WrittenSpan);
    }

    private static NpgsqlBatchCommand RunCommand(RunLease lease)
    {
        const string Sql = "select outcome, outcome_code, template_name, template_hash, template_model from runs where workspace_id = $1 and id = $2";
        return Command(Sql, lease);
    }

    private static NpgsqlBatchCommand FilesCommand(RunLease lease)
    {
        const string Sql = """
            select id, file_name, size_bytes, sha256, content_type
            from output_objects
            where workspace_id = $1 and run_id = $2 and kind = 'file' and state = 'stored'
            order by id
            limit $3
            """;
        return Command(Sql, lease, OutputReader.FilesMax);
    }

    private static NpgsqlBatchCommand FailuresCommand(RunLease lease)
    {
        const string Sql = """
            select file_name, size_bytes, reason, message
            from output_capture_failures
            where workspace_id = $1 and run_id = $2
            order by id
            limit $3
            """;
        return Command(Sql, lease, OutputReader.FilesMax);
    }

    private static async Task WriteRunAsync(Utf8JsonWriter json, NpgsqlDataReader reader, RunId run, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            throw new InvalidOperationException($"{run} is not there.");
        json.WriteStartObject("run");
        json.WriteString("id", run.ToString());
        json.WriteString("status", reader.GetString(0));
        json.WriteString("code", reader.GetString(1));
        json.WriteEndObject();
        json.WriteStartObject("template");
        json.WriteString("name", reader.GetString(2));
        json.WriteString("hash", reader.GetString(3));
        json.WriteString("model", reader.GetString(4));
        json.WriteEndObject();
    }

    private static async Task<int> WriteFilesAsync(Utf8JsonWriter json, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var count = 0;
        json.WriteStartArray("files");
        for (; await reader.ReadAsync(cancellationToken); count++)
        {
            json.WriteStartObject();
            json.WriteString("id", new OutputId(reader.GetGuid(0)).ToString());
            json.WriteString("fileName", reader.GetString(1));
            json.WriteNumber("sizeBytes", reader.GetInt64(2));
            json.WriteString("sha256", Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)));
            json.WriteString("contentType", reader.GetString(4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return count;
    }

    private static async Task<int> WriteFailuresAsync(Utf8JsonWriter json, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var count = 0;
        json.WriteStartArray("failures");
        for (; await reader.ReadAsync(cancellationToken); count++)
        {
            json.WriteStartObject();
            json.WriteString("fileName", reader.GetString(0));
            if (!await reader.IsDBNullAsync(1, cancellationToken))
                json.WriteNumber("sizeBytes", reader.GetInt64(1));
            json.WriteString("reason", reader.GetString(2));
            json.WriteString("message", reader.GetString(3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return count;
    }

    private static NpgsqlBatchCommand Command(string sql, RunLease lease, params ReadOnlySpan<int> limits)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = lease.Workspace.Value }, new() { Value = lease.Run.Value } } };
        foreach (var limit in limits)
            command.Parameters.Add(new() { Value = limit });
        return command;
    }
}
