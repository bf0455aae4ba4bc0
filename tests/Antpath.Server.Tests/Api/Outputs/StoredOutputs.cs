using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antpath.Server.Tests.Api.Outputs;

/// <summary>Puts a file into storage as a run's capture does.</summary>
internal static class StoredOutputs
{
    public static async Task<(RunId Run, OutputId Output)> CaptureAsync(RunningServer server, Tenant tenant, byte[] content, string fileName, string contentType)
    {
        var run = await Submissions.AcceptedAsync(tenant.Client);
        return (run.Id, await AddAsync(server, tenant, run.Id, 1, content, fileName, contentType));
    }

    /// <param name="number">From 1, another for each file of the run.</param>
    public static async Task<OutputId> AddAsync(
        RunningServer server, Tenant tenant, RunId run, int number, byte[] content, string fileName, string contentType)
    {
        var store = server.App.Services.GetRequiredService<IOutputStore>();
        var path = store.NewPath(tenant.Workspace);
        var stored = await store.WriteAsync(path, new MemoryStream(content), content.Length, TestContext.Current.CancellationToken);
        var output = OutputId.From(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

        const string Sql = """
            with attempt as (
                insert into run_attempts (workspace_id, run_id, id, attempt_number) values (@workspace, @run, @attempt, @number) returning id
            )
            insert into output_objects (workspace_id, run_id, id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, content_type,
                storage_backend, storage_bucket, storage_path, state, size_bytes, sha256, stored_at)
            select @workspace, @run, @output, id, @owner, 'file_' || @number, @file_name, @content_type, @backend, @bucket, @path, 'stored', @size, @sha256, now()
            from attempt
            """;
        await using var command = server.Database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid>("workspace", tenant.Workspace.Value));
        command.Parameters.Add(new NpgsqlParameter<Guid>("run", run.Value));
        command.Parameters.Add(new NpgsqlParameter<int>("number", number));
        command.Parameters.Add(new NpgsqlParameter<Guid>("attempt", Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));
        command.Parameters.Add(new NpgsqlParameter<Guid>("output", output.Value));
        command.Parameters.Add(new NpgsqlParameter<Guid>("owner", tenant.Owner.Value));
        command.Parameters.Add(new NpgsqlParameter<string>("file_name", fileName));
        command.Parameters.Add(new NpgsqlParameter<string>("content_type", contentType));
        command.Parameters.Add(new NpgsqlParameter<string>("backend", store.Backend));
        command.Parameters.Add(new NpgsqlParameter<string>("bucket", store.Bucket));
        command.Parameters.Add(new NpgsqlParameter<string>("path", path.Value));
        command.Parameters.Add(new NpgsqlParameter<long>("size", stored.SizeBytes));
        command.Parameters.Add(new NpgsqlParameter<byte[]>("sha256", stored.Sha256));
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        return output;
    }
}
