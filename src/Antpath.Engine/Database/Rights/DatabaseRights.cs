using Npgsql;

namespace Antpath.Engine.Database.Rights;

/// <summary>
/// Brings roles, grants and row-level security to what <see cref="RightsTable"/> says. Runs after the migrations and may run at any time; each table is a
/// transaction of its own, so that a table in use holds up no other and a crash leaves whole tables.
/// </summary>
public static class DatabaseRights
{
    /// <summary>Names the lock among advisory locks of the database.</summary>
    private const long LockKey = 0x616e7470_72676874;

    /// <summary>How long a step may wait for a table that running statements use, before it gives way to them.</summary>
    private const string TableWait = "10s";

    /// <summary>Gives what lacks, or says what that is.</summary>
    /// <param name="database">A data source whose user owns the tables; to make roles it needs the right to.</param>
    /// <param name="options">The roles' names, and what to do about them.</param>
    /// <param name="cancellationToken">Stops between steps; what has committed stays.</param>
    /// <exception cref="MigrationException">A step failed for another reason than rights.</exception>
    public static async Task<RightsReport> EnsureAsync(NpgsqlDataSource database, DatabaseOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var steps = await RightsPlan.MakeAsync(connection, options, cancellationToken);
        if (options.Roles == DatabaseOptions.PrintRoles)
            return new RightsReport { Done = [], Pending = [.. steps.SelectMany(s => s.Statements)] };

        var (done, pending) = (new List<string>(), new List<string>());
        foreach (var step in steps)
            (await ApplyAsync(connection, step, cancellationToken) ? done : pending).AddRange(step.Statements);
        return new RightsReport { Done = done, Pending = pending };
    }

    /// <summary>Whether row-level security holds the statements of this process: not those of the tables' owner, nor of a superuser.</summary>
    /// <param name="database">The process's own data source.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<bool> HoldAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        const string Sql = "select row_security_active('runs')";
        await using var command = database.CreateCommand(Sql);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <returns>False when this user may not, or when that needs a role that it could not make; nothing of the step was kept then.</returns>
    private static async Task<bool> ApplyAsync(NpgsqlConnection connection, RightsStep step, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var bound = new NpgsqlCommand("select set_config('lock_timeout', @wait, true), pg_advisory_xact_lock(@key)", connection, transaction))
            {
                bound.Parameters.AddWithValue("wait", TableWait);
                bound.Parameters.AddWithValue("key", LockKey);
                await bound.ExecuteNonQueryAsync(cancellationToken);
            }

            await using (var command = new NpgsqlCommand(string.Join(";\n", step.Statements), connection, transaction))
                await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedObject)
        {
            return false;
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"Rights could not be set ({e.SqlState}): {e.MessageText}. Nothing of this step was kept; correct the cause, then migrate again.", e);
        }
    }
}
