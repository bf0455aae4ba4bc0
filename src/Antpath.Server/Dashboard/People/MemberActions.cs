using System.Diagnostics;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Workspaces;
using Microsoft.AspNetCore.Antiforgery;

namespace Antpath.Server.Dashboard.People;

/// <summary>What the pages of members and of the workspace post. Roles are judged by the engine, with what holds at that moment.</summary>
internal static class MemberActions
{
    private const string MembersPage = "/members";
    private const string WorkspacePage = "/workspace";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var actions = routes.MapGroup("").RequireAuthorization(DashboardSession.Policy).ExcludeFromDescription();
        actions.MapPost("/members/{id}/role", ChangeRoleAsync).LimitsRateOn(RateLimitKind.Member, MembersPage);
        actions.MapPost("/members/{id}/remove", RemoveAsync).LimitsRateOn(RateLimitKind.Member, MembersPage);
        actions.MapPost("/invitations/{id}/revoke", RevokeAsync).LimitsRateOn(RateLimitKind.Member, MembersPage);
        actions.MapPost("/workspace/rename", RenameAsync).LimitsRateOn(RateLimitKind.Member, WorkspacePage);
        actions.MapPost("/workspace/transfer", TransferAsync).LimitsRateOn(RateLimitKind.Member, WorkspacePage);
        actions.MapPost("/workspace/leave", LeaveAsync).LimitsRateOn(RateLimitKind.Member, WorkspacePage);
        actions.MapPost("/workspace/delete", DeleteAsync).LimitsRateOn(RateLimitKind.Member, WorkspacePage);
    }

    private static async Task<IResult> ChangeRoleAsync(string id, WorkspaceMembers members, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(MembersPage, Said.Switched);
        if (!AppUserId.TryParse(id, out var member) || form["role"] is not { } role || !MemberRole.All.Contains(role, StringComparer.Ordinal))
            return Said.On(MembersPage, Said.NotFound);
        return Said.On(MembersPage, Word(await members.ChangeRoleAsync(session.Principal, member, role, http.RequestAborted), Said.Changed));
    }

    private static async Task<IResult> RemoveAsync(string id, WorkspaceMembers members, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(MembersPage, Said.Switched);
        return Said.On(MembersPage, AppUserId.TryParse(id, out var member)
            ? Word(await members.RemoveAsync(session.Principal, member, http.RequestAborted), Said.Removed)
            : Said.NotFound);
    }

    private static async Task<IResult> RevokeAsync(string id, Invitations invitations, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(MembersPage, Said.Switched);
        return Said.On(MembersPage, InvitationId.TryParse(id, out var invitation)
            ? await invitations.RevokeAsync(session.Principal, invitation, http.RequestAborted) switch
            {
                RevokeInvitationResult.Revoked => Said.Revoked,
                RevokeInvitationResult.RoleInsufficient => Said.RoleInsufficient,
                RevokeInvitationResult.Closed => Said.Closed,
                _ => Said.NotFound,
            }
            : Said.NotFound);
    }

    private static async Task<IResult> RenameAsync(WorkspaceSettings settings, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(WorkspacePage, Said.Switched);
        if (!WorkspaceName.TryParse(form["name"], out var name))
            return Said.On(WorkspacePage, Said.NoName);
        return Said.On(WorkspacePage, await settings.RenameAsync(session.Principal, name, http.RequestAborted) ? Said.Renamed : Said.Closed);
    }

    private static async Task<IResult> TransferAsync(WorkspaceMembers members, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(WorkspacePage, Said.Switched);
        return Said.On(WorkspacePage, AppUserId.TryParse(form["member"], out var member)
            ? Word(await members.TransferAsync(session.Principal, member, http.RequestAborted), Said.Transferred)
            : Said.NotFound);
    }

    private static async Task<IResult> LeaveAsync(WorkspaceMembers members, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(WorkspacePage, Said.Switched);
        var word = Word(await members.RemoveAsync(session.Principal, session.Principal.AppUser, http.RequestAborted), Said.Left);
        return Said.On(word == Said.Left ? WorkspacesPage.Path : WorkspacePage, word);
    }

    private static async Task<IResult> DeleteAsync(WorkspaceDeletion deletion, DashboardSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!form.IsOf(session))
            return Said.On(WorkspacePage, Said.Switched);
        return Said.On(WorkspacePage, await deletion.DeleteAsync(session.Principal, form["confirm"] ?? "", http.RequestAborted) switch
        {
            WorkspaceDeleteResult.Requested => Said.Deleting,
            WorkspaceDeleteResult.NotConfirmed => Said.NotConfirmed,
            WorkspaceDeleteResult.NotOwner => Said.RoleInsufficient,
            WorkspaceDeleteResult.Closed => Said.Closed,
            var other => throw new UnreachableException($"deleting gave {other.GetType().Name}"),
        });
    }

    private static string Word(MemberChangeResult result, string done) => result switch
    {
        MemberChangeResult.Done => done,
        MemberChangeResult.NotFound => Said.NotFound,
        MemberChangeResult.RoleInsufficient => Said.RoleInsufficient,
        MemberChangeResult.LastOwner => Said.LastOwner,
        MemberChangeResult.Closed => Said.Closed,
        _ => throw new UnreachableException($"a change of members gave {result.GetType().Name}"),
    };
}
