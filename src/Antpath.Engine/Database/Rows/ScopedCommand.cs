using Npgsql;

namespace Antpath.Engine.Database.Rows;

/// <summary>One statement behind its <see cref="RowContext"/>, in one round trip; used like a command.</summary>
internal sealed class ScopedCommand : IAsyncDisposable
{
    private readonly ScopedBatch _batch;
    private readonly NpgsqlBatchCommand _statement;

    public ScopedCommand(ScopedBatch batch, string sql)
    {
        _batch = batch;
        _statement = new NpgsqlBatchCommand(sql);
        _batch.Add(_statement);
    }

    public NpgsqlParameterCollection Parameters => _statement.Parameters;

    public Task<NpgsqlDataReader> ExecuteReaderAsync(CancellationToken cancellationToken) => _batch.ExecuteReaderAsync(cancellationToken);

    /// <returns>The first row's first column, <see cref="DBNull.Value"/> when it is null; null without a row.</returns>
    public async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        await using var reader = await ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) : null;
    }

    /// <returns>The rows the statement wrote.</returns>
    public async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        await _batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)_statement.RecordsAffected;
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
