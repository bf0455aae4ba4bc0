using Antpath.Engine.Tenancy;

namespace Antpath.Server.Api;

/// <summary>The one table of who may do what: each operation with the scope it needs. Nothing else decides that.</summary>
internal static class Operations
{
    public static readonly Operation SubmitRun = new("submitRun", "POST", "/v1/runs", Scope.Submit, "Runs", "Submit a run");
    public static readonly Operation ListRuns = new("listRuns", "GET", "/v1/runs", Scope.Read, "Runs", "List runs");
    public static readonly Operation GetRun = new("getRun", "GET", "/v1/runs/{runId}", Scope.Read, "Runs", "Get a run");
    public static readonly Operation ListRunEvents = new("listRunEvents", "GET", "/v1/runs/{runId}/events", Scope.Read, "Runs", "Read a run's events");
    public static readonly Operation ListRunResources =
        new("listRunResources", "GET", "/v1/runs/{runId}/resources", Scope.Read, "Runs", "List a run's provider resources");
    public static readonly Operation CancelRun = new("cancelRun", "POST", "/v1/runs/{runId}/cancel", Scope.Cancel, "Runs", "Cancel a run");
    public static readonly Operation DeleteRun = new("deleteRun", "DELETE", "/v1/runs/{runId}", Scope.Delete, "Runs", "Delete a run");

    public static readonly Operation ListRunOutputs = new("listRunOutputs", "GET", "/v1/runs/{runId}/outputs", Scope.Read, "Outputs", "List a run's outputs");
    public static readonly Operation CreateOutputLink =
        new("createOutputLink", "POST", "/v1/runs/{runId}/outputs/{outputId}/link", Scope.Outputs, "Outputs", "Create a link to an output");
    public static readonly Operation ReadOutputContent =
        new("readOutputContent", "GET", "/v1/outputs/content", null, "Outputs", "Read an output through its link");
    public static readonly Operation CreateArchiveLink =
        new("createArchiveLink", "POST", "/v1/runs/{runId}/outputs/link", Scope.Outputs, "Outputs", "Create a link to all outputs of a run");
    public static readonly Operation ReadArchive =
        new("readArchive", "GET", "/v1/outputs/archive", null, "Outputs", "Read all outputs of a run through their link");

    public static readonly Operation RetryOutputs =
        new("retryOutputs", "POST", "/v1/runs/{runId}/outputs/retry", Scope.Submit, "Outputs", "Capture failed files again");
    public static readonly Operation DeleteOutputs =
        new("deleteOutputs", "DELETE", "/v1/runs/{runId}/outputs", Scope.Delete, "Outputs", "Delete a run's outputs");

    public static readonly Operation WhoAmI = new("whoAmI", "GET", "/v1/whoami", Scope.Read, "Workspace", "See who the token is");
    public static readonly Operation GetWorkspace = new("getWorkspace", "GET", "/v1/workspace", Scope.Read, "Workspace", "See the workspace and its limits");
    public static readonly Operation DeleteWorkspace = new("deleteWorkspace", "DELETE", "/v1/workspace", Scope.Admin, "Workspace", "Delete the workspace") { OwnerOnly = true };
    public static readonly Operation SetOutputsRetention =
        new("setOutputsRetention", "PUT", "/v1/workspace/outputs-retention", Scope.Admin, "Workspace", "Set how long outputs are kept");
    public static readonly Operation ClearOutputsRetention =
        new("clearOutputsRetention", "DELETE", "/v1/workspace/outputs-retention", Scope.Admin, "Workspace", "Keep outputs until they are deleted");
    public static readonly Operation GetUsage = new("getUsage", "GET", "/v1/usage", Scope.Read, "Workspace", "See what the workspace used");
    public static readonly Operation ListAudit = new("listAudit", "GET", "/v1/audit", Scope.Admin, "Workspace", "Read the audit trail");

    public static readonly Operation RenameWorkspace = new("renameWorkspace", "PUT", "/v1/workspace/name", Scope.Admin, "Workspace", "Rename the workspace");
    public static readonly Operation TransferWorkspace = new("transferWorkspace", "PUT", "/v1/workspace/owner", Scope.Admin, "Members", "Give the workspace to another owner") { OwnerOnly = true };
    public static readonly Operation ListMembers = new("listMembers", "GET", "/v1/members", Scope.Read, "Members", "List members");
    public static readonly Operation ChangeMemberRole = new("changeMemberRole", "PUT", "/v1/members/{memberId}/role", Scope.Admin, "Members", "Change a member's role");
    public static readonly Operation RemoveMember = new("removeMember", "DELETE", "/v1/members/{memberId}", Scope.Admin, "Members", "Remove a member");
    public static readonly Operation ListInvitations = new("listInvitations", "GET", "/v1/invitations", Scope.Admin, "Members", "List invitations");
    public static readonly Operation CreateInvitation = new("createInvitation", "POST", "/v1/invitations", Scope.Admin, "Members", "Invite somebody");
    public static readonly Operation RevokeInvitation =
        new("revokeInvitation", "DELETE", "/v1/invitations/{invitationId}", Scope.Admin, "Members", "Revoke an invitation");
    public static readonly Operation ListTokens = new("listTokens", "GET", "/v1/tokens", Scope.Admin, "API tokens", "List API tokens");
    public static readonly Operation CreateToken = new("createToken", "POST", "/v1/tokens", Scope.Admin, "API tokens", "Create an API token");
    public static readonly Operation RotateToken = new("rotateToken", "POST", "/v1/tokens/{tokenId}/rotate", Scope.Admin, "API tokens", "Rotate an API token");
    public static readonly Operation RevokeToken = new("revokeToken", "DELETE", "/v1/tokens/{tokenId}", Scope.Admin, "API tokens", "Revoke an API token");

    public static readonly Operation StartProviderSweep =
        new("startProviderSweep", "POST", "/v1/provider-sweeps", Scope.Admin, "Provider sweeps", "Search the provider for leaks");
    public static readonly Operation GetProviderSweep =
        new("getProviderSweep", "GET", "/v1/provider-sweeps/{sweepId}", Scope.Admin, "Provider sweeps", "Get a search and its report");

    public static readonly Operation GetDeployment = new("getDeployment", "GET", "/v1/deployment", Scope.Admin, "Health", "See how the server is set up");
    public static readonly Operation Healthy = new("healthz", "GET", "/healthz", null, "Health", "See whether the process lives");
    public static readonly Operation Ready = new("readyz", "GET", "/readyz", null, "Health", "See whether the process can serve");

    public static readonly IReadOnlyList<Operation> All =
    [
        SubmitRun, ListRuns, GetRun, ListRunEvents, ListRunResources, CancelRun, DeleteRun, ListRunOutputs, CreateOutputLink, ReadOutputContent,
        CreateArchiveLink, ReadArchive, RetryOutputs, DeleteOutputs, WhoAmI, GetWorkspace, DeleteWorkspace, SetOutputsRetention, ClearOutputsRetention,
        GetUsage, ListAudit, RenameWorkspace, TransferWorkspace, ListMembers, ChangeMemberRole, RemoveMember, ListInvitations, CreateInvitation,
        RevokeInvitation, ListTokens, CreateToken, RotateToken, RevokeToken, StartProviderSweep, GetProviderSweep,
        GetDeployment, Healthy, Ready,
    ];
}
