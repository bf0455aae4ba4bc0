using System.Diagnostics;
using Antpath.Engine.Outputs;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Hosting;
using Antpath.Server.Problems;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Api.Outputs;

internal static class CreateOutputLinkEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.CreateOutputLink, HandleAsync)
        .Describe("""
            Creates a short-lived link to the output's content. Whoever has the link can read the file until it expires, without a token: treat
            it as a credential. The creation is recorded in the workspace's audit log.
            """)
        .LimitsRate(RateLimitKind.Link)
        .TakesRunId()
        .TakesPath("outputId", "The output's id, `out_…`.")
        .Answers<OutputLink>(StatusCodes.Status200OK, "The link.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound, ProblemKinds.OutputNotFound, ProblemKinds.OutputDeleted);

    private static async Task<IResult> HandleAsync(
        HttpContext context, string runId, string outputId, OutputLinks links, IOptions<ApiOptions> options, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();
        if (!OutputId.TryParse(outputId, out var output))
            return Refusals.OutputNotFound();

        var baseUri = PublicAddress.Of(context.Request, options.Value);
        return await links.CreateAsync(Authenticated.Of(context).Principal, run, output, baseUri, cancellationToken) switch
        {
            LinkCreation.Created created => TypedResults.Ok(created.Link),
            LinkCreation.NotFound => Refusals.OutputNotFound(),
            LinkCreation.Deleted => Refusals.OutputDeleted(output),
            var other => throw new UnreachableException($"creating a link gave {other.GetType().Name}"),
        };
    }
}
