using System.Diagnostics;
using Antpath.Engine.Tenancy.Members;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Members;

/// <summary>What the results of the members' room are as answers.</summary>
internal static class MemberAnswers
{
    public static IResult Of(MemberChangeResult result) => result switch
    {
        MemberChangeResult.Done done => TypedResults.Ok(done.Members),
        MemberChangeResult.NotFound => MemberNotFound(),
        MemberChangeResult.RoleInsufficient => RoleInsufficient(),
        MemberChangeResult.LastOwner => new ApiProblem(ProblemKinds.LastOwner, "The workspace would be left without an owner. Make another member the owner first."),
        MemberChangeResult.Closed => Refusals.WorkspaceClosed(),
        var other => throw new UnreachableException($"a change of members gave {other.GetType().Name}"),
    };

    // as for runs: another workspace's member and nobody at all give the same answer
    public static ApiProblem MemberNotFound() => new(ProblemKinds.MemberNotFound, "No member of this token's workspace has that id. List the members and use an id from there.");

    public static ApiProblem InvitationNotFound() =>
        new(ProblemKinds.InvitationNotFound, "No invitation of that id waits in this token's workspace. List the invitations and use an id from there.");

    public static ApiProblem RoleInsufficient() =>
        new(ProblemKinds.RoleInsufficient, "The person behind the token has too low a role in the workspace for this. Ask an owner.");
}
