using Antpath.Engine.Configuration;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>Says which peppers can go. A token is hashed anew with the current pepper when it is used; those that are never used stay behind.</summary>
public static class TokenPeppers
{
    /// <summary>Every pepper of the ring, the current one first, then those that tokens still need although the ring has them not.</summary>
    /// <param name="database">The database, as a user who sees every workspace.</param>
    /// <param name="options">The ring.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when row-level security hides tokens from the user: then nothing could be said of any pepper.</returns>
    public static async Task<IReadOnlyList<PepperUse>?> CountAsync(NpgsqlDataSource database, TokenOptions options, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: a pepper is the installation's
        const string Sql = """
            select pepper_id, count(*), max(last_used_at)
            from api_tokens
            where revoked_at is null and (expires_at is null or expires_at > now())
            group by pepper_id
            order by pepper_id
            limit 1000
            """;
        var ring = KeyRing.Parse(options.Pepper, "ANTPATH_TOKEN_PEPPER");
        var uses = ring.Ids.Select(id => new PepperUse(id, true, 0, null)).ToList();
        await using (var sees = database.CreateCommand("select not row_security_active('api_tokens')"))
        {
            if (await sees.ExecuteScalarAsync(cancellationToken) is not true)
                return null;
        }

        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetString(0);
            var use = new PepperUse(id, ring.Ids.Contains(id), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2));
            var known = uses.FindIndex(u => u.PepperId == id);
            if (known < 0)
                uses.Add(use);
            else
                uses[known] = use;
        }

        return uses;
    }
}
