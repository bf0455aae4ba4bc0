using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Antpath.Workspaces;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>The workspaces of a person.</summary>
public sealed class Belongings(NpgsqlDataSource database)
{
    /// <summary>Workspaces a list holds.</summary>
    public const int ListMax = 200;

    /// <summary>The workspaces a person belongs to, by name; deleted ones are none.</summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Belonging>> ListAsync(AppUserId person, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: a person's own memberships, whose workspace_id they are
        const string Sql = """
            select w.id, w.name, m.role, w.status
            from workspace_memberships m
            join workspaces w on w.id = m.workspace_id
            where m.app_user_id = $1 and m.status = 'active' and w.status <> 'deleted'
            order by lower(w.name), w.id
            limit $2
            """;
        await using var command = database.CreateCommand(RowContext.Of(person), Sql);
        command.Parameters.Add(new() { Value = person.Value });
        command.Parameters.Add(new() { Value = ListMax });
        var belongings = new List<Belonging>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var workspace = new WorkspaceReference { Id = new WorkspaceId(reader.GetGuid(0)), Name = reader.GetString(1) };
            belongings.Add(new Belonging(workspace, reader.GetString(2), reader.GetString(3)));
        }

        return belongings;
    }
}
