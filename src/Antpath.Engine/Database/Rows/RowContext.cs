using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Database.Rows;

/// <summary>
/// Whose rows a statement of the server may touch: said to the database in the same round trip, for this transaction only, so that its row-level security
/// can hold every statement to it. The second line behind the predicates; nobody is authorized by it. Workers serve all workspaces and need none.
/// </summary>
public readonly record struct RowContext
{
    // one text for each kind, so that each is prepared once
    private const string WorkspaceSql = "select set_config('antpath.workspace_id', $1, true)";
    private const string PersonSql = "select set_config('antpath.app_user_id', $1, true)";
    private const string TokenSql = "select set_config('antpath.api_token_id', $1, true)";

    private readonly string _sql;
    private readonly string _value;

    private RowContext(string sql, string value)
    {
        _sql = sql;
        _value = value;
    }

    /// <summary>The rows of one workspace.</summary>
    /// <param name="workspace">Which.</param>
    public static RowContext Of(WorkspaceId workspace) => new(WorkspaceSql, workspace.Value.ToString());

    /// <summary>The rows of several workspaces: for what is written or looked at together.</summary>
    /// <param name="workspaces">Which; none gives nothing.</param>
    public static RowContext Of(IEnumerable<WorkspaceId> workspaces) => new(WorkspaceSql, string.Join(',', workspaces.Select(w => w.Value).Distinct()));

    /// <summary>A person's memberships and the workspaces they lead to, to read.</summary>
    /// <param name="appUser">Who.</param>
    public static RowContext Of(AppUserId appUser) => new(PersonSql, appUser.Value.ToString());

    /// <summary>An API token, its workspace and the memberships in it, to read: before anybody knows which workspace that is.</summary>
    /// <param name="token">Which.</param>
    public static RowContext Of(ApiTokenId token) => new(TokenSql, token.Value.ToString());

    /// <summary>Says it to the database, for the transaction it runs in. Answers with one row, which readers pass over.</summary>
    internal NpgsqlBatchCommand ToCommand() => new(_sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = _value } } };
}
