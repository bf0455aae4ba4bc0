using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Runs;

/// <summary>Reads runs and what belongs to them, always inside one workspace. Deleted runs are not found.</summary>
public sealed class RunQueries(NpgsqlDataSource database)
{
    /// <summary>Journal entries, and clean-up tries, in one answer at most.</summary>
    public const int ResourcesMax = 1000;

    /// <summary>One run with its snapshot.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the workspace has no such run.</returns>
    public async Task<RunView?> GetAsync(WorkspaceId workspace, RunId run, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {RunRow.Columns}, r.template_snapshot
            from runs r
            {RunRow.Joins}
            where r.workspace_id = @workspace and r.id = @run and r.status <> 'deleted'
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("run", run.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? RunRow.Read(reader) : null;
    }

    /// <summary>A page of runs, newest first, without snapshots.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="filter">Which runs.</param>
    /// <param name="cursor">Where the page before ended, or null.</param>
    /// <param name="limit">Runs at most, 1 to <see cref="RunListLimits.PageMax"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PageResult<RunPage>> ListAsync(
        WorkspaceId workspace, RunFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        // Filters come after the workspace's own index in time order, whatever they are: a page costs what it passes over, never a sort.
        const string Sql = $"""
            select {RunRow.Columns}
            from runs r
            {RunRow.Joins}
            where r.workspace_id = @workspace and (r.created_at, r.id) < (@before_at, @before_id)
                and r.created_at > @created_after and r.created_at < @created_before
                and r.status <> 'deleted'
                and (@statuses is null or {RunRow.ShownStatus} = any (@statuses))
                and (@tags is null or r.tags @> @tags)
                and (@template is null or r.template_name = @template or r.template_hash = @template)
            order by r.created_at desc, r.id desc
            limit @limit
            """;
        if (!Cursor.TryRead(cursor, out RunPlace before))
            return new PageResult<RunPage>.BadCursor();

        limit = Math.Clamp(limit, 1, RunListLimits.PageMax);
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("before_at", before.CreatedAt);
        command.Parameters.AddWithValue("before_id", before.Id);
        command.Parameters.AddWithValue("created_after", filter.CreatedAfter?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch);
        command.Parameters.AddWithValue("created_before", filter.CreatedBefore?.ToUniversalTime() ?? Cursor.Newest.CreatedAt);
        command.Parameters.Add(OrNull("statuses", NpgsqlDbType.Array | NpgsqlDbType.Text, filter.Statuses.Count == 0 ? null : filter.Statuses.ToArray()));
        command.Parameters.Add(OrNull("tags", NpgsqlDbType.Array | NpgsqlDbType.Text, filter.Tags.Count == 0 ? null : filter.Tags.ToArray()));
        command.Parameters.Add(OrNull("template", NpgsqlDbType.Text, filter.Template));
        command.Parameters.AddWithValue("limit", limit + 1);

        var runs = new List<RunView>(limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(RunRow.Read(reader));
        var more = runs.Count > limit;
        if (more)
            runs.RemoveAt(limit);
        return new PageResult<RunPage>.Found(
            new RunPage { Data = runs, NextCursor = more ? Cursor.Of(new RunPlace(runs[^1].CreatedAt, runs[^1].Id.Value)) : null });
    }

    /// <summary>A stretch of a run's event log, oldest first.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="after">The cursor of the last event seen, or null for the beginning.</param>
    /// <param name="limit">Events at most, 1 to <see cref="RunListLimits.EventsMax"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PageResult<EventPage>> EventsAsync(
        WorkspaceId workspace, RunId run, string? after, int limit, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(after, out long sequence))
            return new PageResult<EventPage>.BadCursor();

        limit = Math.Clamp(limit, 1, RunListLimits.EventsMax);
        // The run first: whatever it says is over was written before the events are read, each statement having its own snapshot.
        await using var batch = database.CreateBatch(workspace);
        batch.Add(RunEventRows.ClosedCommand(workspace, run));
        batch.Add(RunEventRows.PageCommand(workspace, run, sequence, limit + 1));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new PageResult<EventPage>.NotFound();

        var over = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var events = new List<EventView>();
        while (await reader.ReadAsync(cancellationToken))
            events.Add(RunEventRows.Read(reader));
        var more = events.Count > limit;
        if (more)
            events.RemoveAt(limit);
        return new PageResult<EventPage>.Found(new EventPage
        {
            Data = events,
            NextCursor = events.Count > 0 ? events[^1].Cursor : after,
            HasMore = more,
            Closed = over && !more,
        });
    }

    /// <summary>A page of what was captured and of what could not be. Both lists go on under the same cursor.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="cursor">Where the page before ended, or null.</param>
    /// <param name="limit">Items of each list at most, 1 to <see cref="RunListLimits.OutputsMax"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PageResult<OutputList>> OutputsAsync(
        WorkspaceId workspace, RunId run, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(cursor, out OutputPlace after))
            return new PageResult<OutputList>.BadCursor();

        limit = Math.Clamp(limit, 1, RunListLimits.OutputsMax);
        await using var batch = database.CreateBatch(workspace);
        batch.Add(RunEventRows.ClosedCommand(workspace, run));
        batch.Add(OutputRows.CapturedCommand(workspace, run, after.Output, limit + 1));
        batch.Add(OutputRows.FailuresCommand(workspace, run, after.Failure, limit + 1));
        batch.Add(OutputRows.ManifestCommand(workspace, run));
        batch.Add(OutputRows.StateCommand(workspace, run));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new PageResult<OutputList>.NotFound();

        await reader.NextResultAsync(cancellationToken);
        var (captured, moreCaptured) = await ReadUpToAsync(reader, limit, OutputRows.ReadCaptured, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var (failures, moreFailures) = await ReadUpToAsync(reader, limit, OutputRows.ReadFailure, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var manifest = await reader.ReadAsync(cancellationToken) ? OutputRows.ReadCaptured(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new PageResult<OutputList>.NotFound();
        var next = new OutputPlace(
            captured.Count > 0 ? captured[^1].Id.Value : after.Output,
            failures.Count > 0 ? failures[^1].Id.Value : after.Failure);
        return new PageResult<OutputList>.Found(new OutputList
        {
            Data = captured,
            Failures = failures,
            Manifest = manifest,
            RetryUntil = RunRow.Instant(reader, 0),
            Retrying = reader.GetBoolean(1),
            DeletedAt = RunRow.Instant(reader, 2),
            NextCursor = moreCaptured || moreFailures ? Cursor.Of(next) : null,
        });
    }

    /// <summary>A run's journal of provider resources and the tries to remove them, at most <see cref="ResourcesMax"/> of each.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the workspace has no such run.</returns>
    public async Task<ResourceList?> ResourcesAsync(WorkspaceId workspace, RunId run, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch(workspace);
        batch.Add(RunEventRows.ClosedCommand(workspace, run));
        batch.Add(ResourceRows.JournalCommand(workspace, run, ResourcesMax));
        batch.Add(ResourceRows.CleanupCommand(workspace, run, ResourcesMax));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        await reader.NextResultAsync(cancellationToken);
        var (journal, _) = await ReadUpToAsync(reader, ResourcesMax, ResourceRows.ReadResource, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var (tries, _) = await ReadUpToAsync(reader, ResourcesMax, ResourceRows.ReadCleanup, cancellationToken);
        return new ResourceList { Data = journal, CleanupAttempts = tries };
    }

    private static async Task<(List<T> Items, bool More)> ReadUpToAsync<T>(
        NpgsqlDataReader reader, int limit, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (items.Count == limit)
                return (items, true);
            items.Add(read(reader));
        }

        return (items, false);
    }

    private static NpgsqlParameter OrNull(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
