using Npgsql;

namespace Antpath.Engine.Database.Rows;

/// <summary>Statements that travel together behind their <see cref="RowContext"/>: one round trip and, outside a transaction, one of their own.</summary>
internal sealed class ScopedBatch : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch;

    public ScopedBatch(NpgsqlBatch batch, RowContext context)
    {
        _batch = batch;
        _batch.BatchCommands.Add(context.ToCommand());
    }

    /// <summary>Adds a statement behind those before.</summary>
    public void Add(NpgsqlBatchCommand statement) => _batch.BatchCommands.Add(statement);

    /// <summary>A reader that stands before the first statement's rows.</summary>
    public async Task<NpgsqlDataReader> ExecuteReaderAsync(CancellationToken cancellationToken)
    {
        var reader = await _batch.ExecuteReaderAsync(cancellationToken);
        try
        {
            await reader.NextResultAsync(cancellationToken); // the context's own row
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => _batch.ExecuteNonQueryAsync(cancellationToken);

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
