using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Runs;

internal static class ListRunResourcesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListRunResources, HandleAsync)
        .Describe("Everything the run intended to create or created at the provider, and each try to remove it again.")
        .TakesRunId()
        .Answers<ResourceList>(StatusCodes.Status200OK, "The journal and the clean-up attempts.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, RunQueries runs, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        var resources = await runs.ResourcesAsync(Authenticated.Of(context).Principal.Workspace, run, cancellationToken);
        return resources is null ? Refusals.RunNotFound() : TypedResults.Ok(resources);
    }
}
