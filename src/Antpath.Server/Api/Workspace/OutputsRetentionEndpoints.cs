using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Workspace;

internal static class OutputsRetentionEndpoints
{
    private const string Days = "days";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOperation(Operations.SetOutputsRetention, SetAsync)
            .Describe("""
                Has the outputs of finished runs deleted after so many days, those that are there already included; what is known of the runs stays. It
                takes up to an hour to begin.
                """)
            .LimitsRate(RateLimitKind.Member)
            .TakesQuery(Days, "Days after the end of a run. Required: 1 to 3650.")
            .Answers<WorkspaceView>(StatusCodes.Status200OK, "The workspace.")
            .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.WorkspaceClosed);
        routes.MapOperation(Operations.ClearOutputsRetention, ClearAsync)
            .Describe("Keeps outputs until somebody deletes them, which is the default. What is gone does not come back.")
            .LimitsRate(RateLimitKind.Member)
            .Answers<WorkspaceView>(StatusCodes.Status200OK, "The workspace.")
            .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.WorkspaceClosed);
    }

    private static async Task<IResult> SetAsync(
        HttpContext context, WorkspaceSettings settings, Engine.Tenancy.Workspaces workspaces, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var days = query.Integer(Days, 0, WorkspaceSettings.RetentionDaysMin, WorkspaceSettings.RetentionDaysMax);
        var problem = query.Close();
        if (problem is null && days == 0)
        {
            query.Refuse(Days, $"'{Days}' is required: after how many days outputs go.");
            problem = query.Close();
        }

        return problem is not null ? problem : await KeepAsync(context, days, settings, workspaces, cancellationToken);
    }

    private static async Task<IResult> ClearAsync(
        HttpContext context, WorkspaceSettings settings, Engine.Tenancy.Workspaces workspaces, CancellationToken cancellationToken) =>
        new QueryReader(context.Request.Query).Close() is { } problem ? problem : await KeepAsync(context, null, settings, workspaces, cancellationToken);

    private static async Task<IResult> KeepAsync(
        HttpContext context, int? days, WorkspaceSettings settings, Engine.Tenancy.Workspaces workspaces, CancellationToken cancellationToken)
    {
        var principal = Authenticated.Of(context).Principal;
        return await settings.KeepOutputsAsync(principal, days, cancellationToken)
            && await workspaces.GetAsync(principal.Workspace, cancellationToken) is { } view
            ? TypedResults.Ok(view)
            : Refusals.WorkspaceClosed();
    }
}
