using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Ids;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Sweeps;

namespace Antpath.Server.Api.Sweeps;

internal static class GetProviderSweepEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.GetProviderSweep, HandleAsync)
        .Describe("How a search at the provider stands, and what it found: what was removed, what was left, and why.")
        .TakesPath("sweepId", "The search's id, `swp_…`.")
        .Answers<ProviderSweepView>(StatusCodes.Status200OK, "The search with its report.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.ProviderSweepNotFound);

    private static async Task<IResult> HandleAsync(HttpContext context, string sweepId, ProviderSweeps sweeps, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;

        var view = ProviderSweepId.TryParse(sweepId, out var id)
            ? await sweeps.GetAsync(Authenticated.Of(context).Principal.Workspace, id, cancellationToken)
            : null;
        return view is null ? Refusals.ProviderSweepNotFound() : TypedResults.Ok(view);
    }
}
