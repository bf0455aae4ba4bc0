using System.Runtime.CompilerServices;
using System.Text;
using Antpath.Engine.Database.Rights;

namespace Antpath.Engine.Tests.Database.Rights;

/// <summary>docs/operating/database-roles.md lists what <see cref="RightsTable"/> gives, and may not drift from it.</summary>
public sealed class RightsPageTests
{
    private const string RewriteVariable = "ANTPATH_REWRITE_SNAPSHOTS";
    private const string From = "## What each role may do\n\n";

    [Fact]
    public void The_page_lists_the_rights_as_they_are()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "operating", "database-roles.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var written = page[..(page.IndexOf(From, StringComparison.Ordinal) + From.Length)] + List();
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
            File.WriteAllText(path, written);
        else
            Assert.True(page == written, $"docs/operating/database-roles.md is out of date: run this test once with {RewriteVariable}=1 and commit the file.");
    }

    private static string List()
    {
        var text = new StringBuilder("Made from the code by a test; do not edit.\n\n| Table | Server | Rows | Worker |\n| --- | --- | --- | --- |\n");
        foreach (var table in RightsTable.All)
            text.Append($"| `{table.Table}` | {Verbs(table.Server)} | {Rows(table)} | {Verbs(table.Worker)} |\n");
        return text.ToString();
    }

    private static string Verbs(RoleRights rights) => rights.Verbs.Count == 0 ? "-" : string.Join(", ", rights.Verbs);

    private static string Rows(TableRights table) => table switch
    {
        { Server.Verbs: [] } => "-",
        { WorkspaceColumn: null } => "all",
        { Server.Policies: [_] } => "of its workspace",
        { Table: "audit_logs" } => "of its workspace; adds lines of the installation",
        _ => "of its workspace; reads those of the token or person named",
    };

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", ".."));
}
