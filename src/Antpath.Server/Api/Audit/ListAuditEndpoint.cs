using System.Diagnostics;
using Antpath.Audit;
using Antpath.Engine.Audit;
using Antpath.Engine.Runs;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Audit;

internal static class ListAuditEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListAudit, HandleAsync)
        .Describe("""
            The workspace's audit trail, newest first: who did what. Lines are only ever added, and each carries a hash over itself and the line before,
            so that a change, a removal or a cut shows: `antpath audit verify` computes the chain again, from `head` to the first line.
            """)
        .TakesQuery("limit", "Lines on a page.", 1, RunListLimits.PageMax, RunListLimits.PageDefault)
        .TakesQuery("cursor", "`nextCursor` of the page before.")
        .Answers<AuditPage>(StatusCodes.Status200OK, "A page of the trail.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditQueries audit, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var limit = query.Integer("limit", RunListLimits.PageDefault, 1, RunListLimits.PageMax);
        var cursor = query.Text("cursor");
        if (query.Close() is { } problem)
            return problem;

        return await audit.ListAsync(Authenticated.Of(context).Principal.Workspace, cursor, limit, cancellationToken) switch
        {
            PageResult<AuditPage>.Found found => TypedResults.Ok(found.Page),
            PageResult<AuditPage>.BadCursor => QueryReader.BadCursor("cursor"),
            var other => throw new UnreachableException($"listing the audit trail gave {other.GetType().Name}"),
        };
    }
}
