using System.Text;
using Antpath.Engine.Tenancy;
using Antpath.Server.Api;
using Antpath.Server.Dashboard;

namespace Antpath.Server.Tests.Authentication;

/// <summary>docs/permissions.md is made from the tables that decide.</summary>
public sealed class PermissionsPageTests
{
    private static readonly string[] Roles = ["owner", "admin", "member", "viewer"];

    [Fact]
    public void The_documentation_of_permissions_is_what_the_tables_say() => RepositoryFiles.MustBe("docs/permissions.md", Document());

    [Fact]
    public void Every_scope_that_is_asked_for_is_one_and_some_role_has_it()
    {
        var asked = Operations.All.Select(o => o.Scope).OfType<string>().Concat(DashboardPermissions.All.Select(p => p.Scope)).ToHashSet(StringComparer.Ordinal);

        Assert.Subset(Scope.All.ToHashSet(StringComparer.Ordinal), asked);
        Assert.Equal(Scope.All, Scope.OfRole("owner"));
    }

    [Fact]
    public void A_role_that_nobody_knows_may_do_nothing() => Assert.Empty(Scope.OfRole("auditor"));

    [Fact]
    public void Each_role_may_do_what_the_one_below_it_may()
    {
        foreach (var (above, below) in Roles.Zip(Roles.Skip(1)))
            Assert.Superset(Scope.OfRole(below).ToHashSet(StringComparer.Ordinal), Scope.OfRole(above).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whoever looks changes nothing of the workspace: a link is to look, and leaving is one's own affair.</summary>
    [Fact]
    public void A_viewer_changes_nothing()
    {
        var allowed = Scope.OfRole("viewer");

        var operations = Operations.All.Where(o => o.Method != "GET" && o.Scope is { } scope && allowed.Contains(scope)).Select(o => o.Id);
        var routes = DashboardPermissions.All.Where(p => p.Method != "GET" && allowed.Contains(p.Scope)).Select(p => p.Route);

        Assert.Equal(["createOutputLink", "createArchiveLink"], operations);
        Assert.Equal(["/workspace/leave"], routes);
    }

    [Fact]
    public void What_only_an_owner_may_do_needs_the_highest_scope() =>
        Assert.All(Operations.All.Where(o => o.OwnerOnly), operation => Assert.Equal(Scope.Admin, operation.Scope));

    private static string Document()
    {
        var text = new StringBuilder("""
            # Permissions

            A person acts in a workspace by their role there, an API token by its scopes. A token never does more than the role its creator has now. Both are
            asked anew for every request; a remembered token for a few seconds (`ANTPATH_TOKEN_CACHE_SECONDS`). Whatever belongs to another workspace does
            not exist for either, and [the database](operating/database-roles.md) holds the server to that.

            This page is written from the code by a test of the server; change it there.

            ## Roles


            """);
        text.Append($"| Scope |{string.Concat(Roles.Select(role => $" {role} |"))}\n| --- |{string.Concat(Roles.Select(_ => " --- |"))}\n");
        foreach (var scope in Scope.All)
            text.Append($"| `{scope}` |{Marks(scope, ownerOnly: false)}\n");

        text.Append($"\n## API\n\n| Operation | What it does | Scope |{string.Concat(Roles.Select(role => $" {role} |"))}\n| --- | --- | --- |{string.Concat(Roles.Select(_ => " --- |"))}\n");
        foreach (var operation in Operations.All)
            text.Append($"| `{operation.Method} {operation.Route}` | {operation.Summary} | {(operation.Scope is null ? "none, no token" : $"`{operation.Scope}`")} |{Marks(operation.Scope, operation.OwnerOnly)}\n");

        text.Append($"\n## Dashboard\n\n| Route | What it does | Scope |{string.Concat(Roles.Select(role => $" {role} |"))}\n| --- | --- | --- |{string.Concat(Roles.Select(_ => " --- |"))}\n");
        foreach (var permission in DashboardPermissions.All)
            text.Append($"| `{permission.Method} {permission.Route}` | {permission.Summary} | `{permission.Scope}` |{Marks(permission.Scope, permission.OwnerOnly)}\n");

        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    private static string Marks(string? scope, bool ownerOnly) =>
        string.Concat(Roles.Select(role => (scope is null || Scope.OfRole(role).Contains(scope)) && (!ownerOnly || role == "owner") ? " yes |" : "  |"));
}
