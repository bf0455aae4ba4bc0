using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Ids;
using Antpath.Server.Members;
using Antpath.Server.SignIn;
using Microsoft.AspNetCore.Antiforgery;

namespace Antpath.Server.Dashboard.People;

/// <summary>What a person does who may belong to no workspace yet: make one, go to another, answer an invitation.</summary>
internal static class PersonActions
{
    private const string HomePage = "/runs";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var actions = routes.MapGroup("").RequireAuthorization(PersonSession.Policy).ExcludeFromDescription();
        actions.MapPost("/workspaces/switch", SwitchAsync);
        actions.MapPost("/workspaces/create", CreateAsync).LimitsPersonOn(WorkspacesPage.Path);
        actions.MapPost($"{InvitationSending.Path}/accept", AcceptAsync).LimitsPersonOn(WorkspacesPage.Path);
        actions.MapPost($"{InvitationSending.Path}/decline", DeclineAsync).LimitsPersonOn(WorkspacesPage.Path);
    }

    /// <summary>Only a wish: whether the person belongs there is looked up with every request.</summary>
    private static async Task<IResult> SwitchAsync(SignInCookies cookies, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!WorkspaceId.TryParse(form[PostedForm.Workspace], out var workspace))
            return Said.On(WorkspacesPage.Path, Said.NotFound);
        cookies.Choose(http, workspace);
        return Results.LocalRedirect(HomePage);
    }

    private static async Task<IResult> CreateAsync(
        WorkspaceCreation creation, PersonSession session, SignInCookies cookies, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        if (!WorkspaceName.TryParse(form["name"], out var name))
            return Said.On(WorkspacesPage.Path, Said.NoName);
        if (await creation.CreateAsync(session.Person.AppUser, name, http.TraceIdentifier, http.RequestAborted) is not { } workspace)
            return Said.On(WorkspacesPage.Path, Said.AllowanceUsed);
        cookies.Choose(http, workspace);
        return Results.LocalRedirect(HomePage);
    }

    private static async Task<IResult> AcceptAsync(
        InvitationAnswers answers, PersonSession session, SignInCookies cookies, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        switch (await answers.AcceptAsync(session.Person.AppUser, form["token"], http.TraceIdentifier, http.RequestAborted))
        {
            case InvitationOffer.Open { Workspace: var workspace }:
                cookies.Choose(http, workspace);
                return Results.LocalRedirect(HomePage);
            case InvitationOffer.AlreadyMember { Workspace: var workspace }:
                cookies.Choose(http, workspace);
                return Results.LocalRedirect(HomePage);
            default:
                return Said.On(WorkspacesPage.Path, Said.InvitationGone);
        }
    }

    private static async Task<IResult> DeclineAsync(InvitationAnswers answers, PersonSession session, IAntiforgery antiforgery, HttpContext http)
    {
        var form = await PostedForm.ReadAsync(http, antiforgery);
        var offer = await answers.DeclineAsync(session.Person.AppUser, form["token"], http.TraceIdentifier, http.RequestAborted);
        return Said.On(WorkspacesPage.Path, offer is InvitationOffer.Open ? Said.Declined : Said.InvitationGone);
    }
}
