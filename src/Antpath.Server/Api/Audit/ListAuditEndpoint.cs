using System.Diagnostics;
using Antpath.Audit;
using Antpath.Engine.Audit;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Audit;

internal static class ListAuditEndpoint
{
    private const string Action = "action";
    private const string AppUser = "appUserId";
    private const string From = "from";
    private const string Until = "until";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListAudit, HandleAsync)
        .Describe("""
            The workspace's audit trail, newest first: who did what. Lines are only ever added, and each carries a hash over itself and the line before,
            so that a change, a removal or a cut shows: `antpath audit verify` computes the chain again, from `head` to the first line. With a filter one
            answer covers a stretch of 5,000 lines at most: it may be empty and still have a `nextCursor`.
            """)
        .TakesQuery(Action, "Only this action, such as `run.cancel`; or a noun with its dot, such as `member.`, for all that was done to it.")
        .TakesQuery(AppUser, "Only what this person did, `usr_…`, themselves or with a token of theirs.")
        .TakesTimeQuery(From, "Not before this time.")
        .TakesTimeQuery(Until, "Before this time.")
        .TakesQuery("limit", "Lines on a page.", 1, RunListLimits.PageMax, RunListLimits.PageDefault)
        .TakesQuery("cursor", "`nextCursor` of the page before.")
        .Answers<AuditPage>(StatusCodes.Status200OK, "A page of the trail.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditQueries audit, AuditSearch search, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var limit = query.Integer("limit", RunListLimits.PageDefault, 1, RunListLimits.PageMax);
        var cursor = query.Text("cursor");
        var filter = Read(query);
        if (query.Close() is { } problem)
            return problem;

        // without a filter head and lines are of one moment, which a check of the chain needs
        var workspace = Authenticated.Of(context).Principal.Workspace;
        var result = filter == new AuditFilter()
            ? await audit.ListAsync(workspace, cursor, limit, cancellationToken)
            : await search.FindAsync(workspace, filter, cursor, limit, cancellationToken);
        return result switch
        {
            PageResult<AuditPage>.Found found => TypedResults.Ok(found.Page),
            PageResult<AuditPage>.BadCursor => QueryReader.BadCursor("cursor"),
            var other => throw new UnreachableException($"listing the audit trail gave {other.GetType().Name}"),
        };
    }

    private static AuditFilter Read(QueryReader query)
    {
        var (action, person) = (query.Text(Action), query.Text(AppUser));
        if (action is not null && !AuditAction.CanBeLookedFor(action))
            query.Refuse(Action, $"'{Action}' must be an action such as run.cancel, or a noun with its dot such as member.");
        if (!AppUserId.TryParse(person, out var appUser) && person is not null)
            query.Refuse(AppUser, $"'{AppUser}' must be a person's id, usr_….");
        var filter = new AuditFilter { Action = action, AppUser = person is null ? null : appUser, From = query.Instant(From), Until = query.Instant(Until) };
        if (filter.From >= filter.Until)
            query.Refuse(From, $"'{From}' must lie before '{Until}'.");
        return filter;
    }
}
