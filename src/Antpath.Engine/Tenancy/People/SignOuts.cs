using Antpath.Engine.Audit;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Tenancy.People;

/// <summary>Ends sessions. A session is a cookie and no row: one browser forgets its own, and a raised token version makes all of them stale.</summary>
public sealed class SignOuts(NpgsqlDataSource database, AuditTrail audit)
{
    /// <summary>Notes that somebody left in one browser.</summary>
    /// <param name="person">Who.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LeaveAsync(AppUserId person, string? requestId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await audit.WriteAsync(transaction, new AuditEntry { AppUser = person, Action = AuditAction.SessionEnd, RequestId = requestId }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends every session of a person, on every server, from the next request on.</summary>
    /// <param name="person">Who.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LeaveEverywhereAsync(AppUserId person, string? requestId, CancellationToken cancellationToken)
    {
        const string Sql = "update app_users set token_version = token_version + 1 where id = @id";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(Sql, connection, transaction))
        {
            command.Parameters.AddWithValue("id", person.Value);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await audit.WriteAsync(transaction, new AuditEntry { AppUser = person, Action = AuditAction.SessionEndEverywhere, RequestId = requestId }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
