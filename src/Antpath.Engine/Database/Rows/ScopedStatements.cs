using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Database.Rows;

/// <summary>
/// Makes statements that say whose rows they may touch. In a transaction the first one says it for all that follow; outside of one each statement does.
/// </summary>
internal static class ScopedStatements
{
    extension(NpgsqlDataSource database)
    {
        public ScopedCommand CreateCommand(WorkspaceId workspace, string sql) => database.CreateCommand(RowContext.Of(workspace), sql);

        public ScopedCommand CreateCommand(RowContext context, string sql) => new(database.CreateBatch(context), sql);

        public ScopedBatch CreateBatch(WorkspaceId workspace) => database.CreateBatch(RowContext.Of(workspace));

        public ScopedBatch CreateBatch(RowContext context) => new(database.CreateBatch(), context);
    }

    extension(NpgsqlConnection connection)
    {
        public ScopedCommand CreateCommand(WorkspaceId workspace, string sql) => new(new ScopedBatch(connection.CreateBatch(), RowContext.Of(workspace)), sql);
    }

    extension(NpgsqlTransaction transaction)
    {
        public ScopedCommand CreateCommand(WorkspaceId workspace, string sql) => transaction.CreateCommand(RowContext.Of(workspace), sql);

        public ScopedCommand CreateCommand(RowContext context, string sql) => new(transaction.CreateBatch(context), sql);

        public ScopedBatch CreateBatch(RowContext context) => new(new NpgsqlBatch(transaction.Connection, transaction), context);
    }
}
