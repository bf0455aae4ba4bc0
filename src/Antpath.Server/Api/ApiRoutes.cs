using Antpath.Server.Api.Audit;
using Antpath.Server.Api.Members;
using Antpath.Server.Api.Outputs;
using Antpath.Server.Api.Runs;
using Antpath.Server.Api.Sweeps;
using Antpath.Server.Api.Tokens;
using Antpath.Server.Api.Workspace;
using Antpath.Server.Health;
using Antpath.Submission;

namespace Antpath.Server.Api;

/// <summary>Every operation under <c>/v1</c>.</summary>
internal static class ApiRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        SubmitRunEndpoint.Map(routes, routes.ServiceProvider.GetRequiredService<SubmissionLimits>());
        ListRunsEndpoint.Map(routes);
        GetRunEndpoint.Map(routes);
        ListRunEventsEndpoint.Map(routes);
        ListRunResourcesEndpoint.Map(routes);
        CancelRunEndpoint.Map(routes);
        DeleteRunEndpoint.Map(routes);
        ListRunOutputsEndpoint.Map(routes);
        CreateOutputLinkEndpoint.Map(routes);
        ReadOutputContentEndpoint.Map(routes);
        CreateArchiveLinkEndpoint.Map(routes);
        ReadArchiveEndpoint.Map(routes);
        RetryOutputsEndpoint.Map(routes);
        DeleteOutputsEndpoint.Map(routes);
        WhoAmIEndpoint.Map(routes);
        GetWorkspaceEndpoint.Map(routes);
        DeleteWorkspaceEndpoint.Map(routes);
        OutputsRetentionEndpoints.Map(routes);
        GetUsageEndpoint.Map(routes);
        ListAuditEndpoint.Map(routes);
        RenameWorkspaceEndpoint.Map(routes);
        TransferWorkspaceEndpoint.Map(routes);
        ListMembersEndpoint.Map(routes);
        ChangeMemberRoleEndpoint.Map(routes);
        RemoveMemberEndpoint.Map(routes);
        ListInvitationsEndpoint.Map(routes);
        CreateInvitationEndpoint.Map(routes);
        RevokeInvitationEndpoint.Map(routes);
        TokenEndpoints.Map(routes);
        StartProviderSweepEndpoint.Map(routes);
        GetProviderSweepEndpoint.Map(routes);
        GetDeploymentEndpoint.Map(routes);
    }
}
