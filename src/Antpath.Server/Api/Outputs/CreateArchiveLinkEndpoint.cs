using Antpath.Engine.Outputs.Archives;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Hosting;
using Antpath.Server.Problems;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Api.Outputs;

internal static class CreateArchiveLinkEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.CreateArchiveLink, HandleAsync)
        .Describe("""
            Creates a short-lived link to all outputs of the run as one ZIP archive. Whoever has the link can read them until it expires, without a
            token: treat it as a credential. The creation is recorded in the workspace's audit log.
            """)
        .LimitsRate(RateLimitKind.Link)
        .TakesRunId()
        .Answers<OutputLink>(StatusCodes.Status200OK, "The link.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound);

    private static async Task<IResult> HandleAsync(
        HttpContext context, string runId, ArchiveLinks links, IOptions<ApiOptions> options, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        var baseUri = PublicAddress.Of(context.Request, options.Value);
        return await links.CreateAsync(Authenticated.Of(context).Principal, run, baseUri, cancellationToken) is { } link
            ? TypedResults.Ok(link)
            : Refusals.RunNotFound();
    }
}
