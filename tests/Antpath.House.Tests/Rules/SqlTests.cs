using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

/// <summary>The workspace is the tenant boundary: SQL that touches its tables names it, or says that it crosses workspaces on purpose.</summary>
public sealed partial class SqlTests
{
    private const string OnPurpose = "crosses workspaces on purpose";

    private static readonly string[] Sources = ["src/Antpath.Engine", "src/Antpath.Worker", "src/Antpath.Server", "src/Antpath.DevStack"];

    [Fact]
    public void SQL_on_workspace_tables_names_the_workspace()
    {
        var tables = WorkspaceTables(Repository.Files);

        House.Obeys("No statement reaches into another workspace by accident", Repository.CSharp.Where(file => Sources.Any(file.IsBelow)).SelectMany(file => Boundless(file, tables)));
    }

    [Fact]
    public void Columns_are_named() => House.Obeys("A statement names its columns", Repository.CSharp.Where(file => Sources.Any(file.IsBelow)).SelectMany(Stars));

    [Fact]
    public void The_migrations_say_which_tables_belong_to_a_workspace()
    {
        if (Repository.Files.Any(IsMigration))
        {
            Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "runs", "api_tokens" }, WorkspaceTables(Repository.Files));
        }
    }

    [Theory]
    [InlineData("select id from runs where status = @status", 1)]
    [InlineData("update runs set status = @status where id = @id", 1)]
    [InlineData("select id from plans join runs on true", 1)]
    [InlineData("select id from runs where workspace_id = @workspace", 0)]
    [InlineData("delete from runs -- crosses workspaces on purpose: a sweep", 0)]
    [InlineData("select id from plans", 0)]
    [InlineData("select the runs you like", 0)]
    public void A_boundless_statement_is_found(string sql, int violations) =>
        Assert.Equal(violations, Boundless(House.Sample($"class C {{ const string Sql = \"\"\"\n    {sql}\n    \"\"\"; }}"), ["runs"]).Count());

    [Fact]
    public void The_purpose_may_stand_right_above_the_statement() =>
        Assert.Empty(Boundless(House.Sample("class C { void M() {\n// crosses workspaces on purpose: a sweep\nconst string Sql = \"select id from runs\"; } }"), ["runs"]));

    [Fact]
    public void A_statement_in_pieces_is_judged_as_a_whole() =>
        Assert.Empty(Boundless(House.Sample("class C { const string Sql = \"select id from runs \" + \"where workspace_id = @workspace\"; }"), ["runs"]));

    [Theory]
    [InlineData("select * from runs", 1)]
    [InlineData("select r.* from runs r", 1)]
    [InlineData("select count(*) from runs", 0)]
    [InlineData("select 2 * 3", 0)]
    [InlineData("insert into runs (id) select * from unnest(@ids)", 0)] // its columns are named in the same statement
    public void A_star_is_found(string sql, int violations) => Assert.Equal(violations, Stars(House.Sample($"class C {{ const string Sql = \"{sql}\"; }}")).Count());

    private static IEnumerable<Violation> Boundless(RepositoryFile file, HashSet<string> tables)
    {
        foreach (var (expression, sql) in Statements(file))
        {
            var touched = TouchedTable().Matches(sql).Select(match => match.Groups["table"].Value.ToLowerInvariant()).FirstOrDefault(tables.Contains);
            if (touched is not null && !sql.Contains("workspace_id", StringComparison.Ordinal) && !sql.Contains(OnPurpose, StringComparison.Ordinal) && !CommentBefore(expression).Contains(OnPurpose, StringComparison.Ordinal))
            {
                yield return file.Violates(expression, $"SQL on '{touched}' without workspace_id. Make it the first predicate, or write '{OnPurpose}: why' in a comment in or right above the statement.");
            }
        }
    }

    private static string CommentBefore(ExpressionSyntax expression) =>
        expression.Ancestors().FirstOrDefault(node => node is StatementSyntax or MemberDeclarationSyntax)?.GetLeadingTrivia().ToFullString() ?? "";

    private static IEnumerable<Violation> Stars(RepositoryFile file) =>
        Statements(file).Where(s => Star().IsMatch(s.Sql)).Select(s => file.Violates(s.Expression, "SQL with a star. Name the columns, so that a new one changes nothing unasked."));

    /// <summary>Each text that starts like a statement; concatenated pieces count as one.</summary>
    private static IEnumerable<(ExpressionSyntax Expression, string Sql)> Statements(RepositoryFile file) =>
        file.Syntax.DescendantNodes().OfType<ExpressionSyntax>()
            .Where(e => e.IsKind(SyntaxKind.StringLiteralExpression) || e is InterpolatedStringExpressionSyntax)
            .Select(e => e.AncestorsAndSelf().OfType<ExpressionSyntax>().TakeWhile(outer => outer == e || outer.IsKind(SyntaxKind.AddExpression)).Last())
            .Distinct()
            .Select(e => (Expression: e, Sql: TextOf(e)))
            .Where(s => StatementStart().IsMatch(s.Sql));

    private static string TextOf(ExpressionSyntax expression) => string.Concat(expression.DescendantNodesAndSelf().Select(node => node switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        InterpolatedStringTextSyntax text => text.TextToken.ValueText,
        InterpolationSyntax => " ",
        _ => "",
    }));

    private static HashSet<string> WorkspaceTables(IEnumerable<RepositoryFile> files) =>
    [
        .. files.Where(IsMigration)
            .SelectMany(file => CreateTable().Matches(file.Text))
            .Where(match => match.Groups["body"].Value.Contains("workspace_id", StringComparison.Ordinal))
            .Select(match => match.Groups["table"].Value),
    ];

    private static bool IsMigration(RepositoryFile file) => file.IsBelow("src/Antpath.Engine/Database/Migrations") && file.Extension == ".sql";

    [GeneratedRegex(@"^\s*(?:--[^\n]*\n\s*)*(?:select|insert\s+into|update|delete\s+from|with|merge\s+into|copy)\s", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex StatementStart();

    [GeneratedRegex(@"\b(?:from|join|into|update|copy)\s+(?:only\s+)?(?<table>[a-z_][a-z0-9_]*)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex TouchedTable();

    [GeneratedRegex(@"\bselect\s+(?:distinct\s+)?(?:[a-z_]+\.)?\*(?![^;]{0,200}?\bfrom\s+unnest\b)|,\s*(?:[a-z_]+\.)\*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Star();

    [GeneratedRegex(@"^create table (?:if not exists )?(?<table>[a-z_]+) \((?<body>.*?)^\)", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CreateTable();
}
