using System.Runtime.CompilerServices;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Outputs.Archives;

/// <summary>Reads a run's stored outputs page by page, so that an archive of any number of files holds one page in memory.</summary>
internal sealed class ArchivedFiles(NpgsqlDataSource database, IOutputStore store, WorkspaceId workspace, RunId run)
{
    private const int PageMax = 200;

    public async IAsyncEnumerable<ArchivedFile> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (true)
        {
            var page = await PageAsync(after, cancellationToken);
            foreach (var file in page)
                yield return file;
            if (page.Count < PageMax)
                yield break;
            after = page[^1].Id.Value;
        }
    }

    private async Task<List<ArchivedFile>> PageAsync(Guid after, CancellationToken cancellationToken)
    {
        const string Sql = """
            select o.id, o.file_name, o.content_type, o.size_bytes, o.sha256, o.stored_at, o.storage_backend, o.storage_bucket, o.storage_path
            from output_objects o
            join runs r on r.workspace_id = o.workspace_id and r.id = o.run_id
            where o.workspace_id = @workspace and o.run_id = @run and o.state = 'stored' and o.kind = 'file' and o.id > @after and r.pending_delete_at is null
            order by o.id
            limit @limit
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("run", run.Value);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("limit", PageMax);
        var page = new List<ArchivedFile>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // left out, it would look as if it had never been there
            if (reader.GetString(6) != store.Backend || reader.GetString(7) != store.Bucket)
                throw new OutputStoreException("An output of the run lies in a store that is not configured here.") { Fault = StoreFault.Missing };
            page.Add(new ArchivedFile(
                new OutputId(reader.GetGuid(0)),
                reader.GetString(1),
                reader.GetString(2),
                new StoredObject(reader.GetInt64(3), reader.GetFieldValue<byte[]>(4)),
                reader.GetFieldValue<DateTimeOffset>(5),
                OutputPath.Parse(reader.GetString(8))));
        }

        return page;
    }
}
