using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Workspace;

internal static class WhoAmIEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.WhoAmI, Handle)
        .Describe("The workspace, the person and the scopes behind the token that was sent.")
        .Answers<WhoAmI>(StatusCodes.Status200OK, "Who the token is.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static IResult Handle(HttpContext context) =>
        new QueryReader(context.Request.Query).Close() is { } problem ? problem : TypedResults.Ok(Authenticated.Of(context).WhoAmI);
}
