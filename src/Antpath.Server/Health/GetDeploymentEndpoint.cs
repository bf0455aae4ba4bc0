using Antpath.Deployment;
using Antpath.Engine.Database.Rights;
using Antpath.Server.Api;
using Antpath.Server.Problems;
using Npgsql;

namespace Antpath.Server.Health;

internal static class GetDeploymentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.GetDeployment, HandleAsync)
        .Describe("""
            How the server that answers is set up, as far as it concerns who administers a workspace: whether the database's row-level security holds it.
            `antpath doctor` asks.
            """)
        .Answers<DeploymentView>(StatusCodes.Status200OK, "How it is set up.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        new QueryReader(context.Request.Query).Close() is { } problem
            ? problem
            : TypedResults.Ok(new DeploymentView { RowSecurity = await DatabaseRights.HoldAsync(database, cancellationToken) });
}
