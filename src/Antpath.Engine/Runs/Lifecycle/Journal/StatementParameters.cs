using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Positional parameters, in the order of their numbers in the statement.</summary>
internal static class StatementParameters
{
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, Guid? value) => command.Add(value, NpgsqlDbType.Uuid);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string? value) => command.Add(value, NpgsqlDbType.Text);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, int? value) => command.Add(value, NpgsqlDbType.Integer);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, long? value) => command.Add(value, NpgsqlDbType.Bigint);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, bool? value) => command.Add(value, NpgsqlDbType.Boolean);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, TimeSpan? value) => command.Add(value, NpgsqlDbType.Interval);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, DateTimeOffset? value) => command.Add(value?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, byte[]? value) => command.Add(value, NpgsqlDbType.Bytea);

    public static NpgsqlBatchCommand WithJson(this NpgsqlBatchCommand command, string? value) => command.Add(value, NpgsqlDbType.Jsonb);

    public static NpgsqlBatchCommand WithArray(this NpgsqlBatchCommand command, Guid[] values) => command.Add(values, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static NpgsqlBatchCommand WithArray(this NpgsqlBatchCommand command, string?[] values) => command.Add(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlBatchCommand WithArray(this NpgsqlBatchCommand command, long[] values) => command.Add(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlBatchCommand WithArray(this NpgsqlBatchCommand command, DateTimeOffset?[] values) =>
        command.Add(values.Select(v => v?.ToUniversalTime()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    private static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }
}
