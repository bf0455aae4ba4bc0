using Antpath.Http;
using Antpath.Ids;
using Antpath.Workspaces;

namespace Antpath;

/// <summary>The people of the token's workspace, and who is invited. Changes need a token with the scope <c>admin</c>, and the role of the person behind it.</summary>
public sealed class WorkspacePeople
{
    private const string MembersPath = "v1/members";
    private const string InvitationsPath = "v1/invitations";

    private readonly ApiTransport _transport;

    internal WorkspacePeople(ApiTransport transport) => _transport = transport;

    /// <summary>Lists everybody in the workspace, the highest role first.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The members.</returns>
    public Task<MemberList> ListMembersAsync(CancellationToken cancellationToken = default) => SendAsync(Members(HttpMethod.Get, MembersPath), cancellationToken);

    /// <summary>Gives a member another role, none above the token's person's own.</summary>
    /// <param name="member">Whose role.</param>
    /// <param name="role">A value of <see cref="MemberRole"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The members as they are now.</returns>
    /// <exception cref="NotFoundException">Nobody of that id belongs to the workspace.</exception>
    /// <exception cref="ConflictException">The workspace would be left without an owner.</exception>
    public Task<MemberList> ChangeRoleAsync(AppUserId member, string role, CancellationToken cancellationToken = default) =>
        SendAsync(Members(HttpMethod.Put, $"{MembersPath}/{member}/role") with { Query = new ApiQuery().Add("role", role).ToString() }, cancellationToken);

    /// <summary>Removes a member, whose tokens are revoked; the token's own person leaves.</summary>
    /// <param name="member">Who goes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The members who are left.</returns>
    /// <exception cref="NotFoundException">Nobody of that id belongs to the workspace.</exception>
    /// <exception cref="ConflictException">The workspace would be left without an owner.</exception>
    public Task<MemberList> RemoveAsync(AppUserId member, CancellationToken cancellationToken = default) =>
        SendAsync(Members(HttpMethod.Delete, $"{MembersPath}/{member}"), cancellationToken);

    /// <summary>Makes another member the owner in the place of the token's person, who becomes an admin.</summary>
    /// <param name="member">The new owner.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The members as they are now.</returns>
    /// <exception cref="NotFoundException">Nobody of that id belongs to the workspace.</exception>
    public Task<MemberList> TransferOwnershipAsync(AppUserId member, CancellationToken cancellationToken = default) =>
        SendAsync(Members(HttpMethod.Put, "v1/workspace/owner") with { Query = new ApiQuery().Add("member", member.ToString()).ToString() }, cancellationToken);

    /// <summary>Lists the invitations that wait for an answer, newest first.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The invitations, without their links.</returns>
    public Task<InvitationList> ListInvitationsAsync(CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<InvitationList>(HttpMethod.Get, InvitationsPath, WireJson.Default.InvitationList), cancellationToken);

    /// <summary>Invites somebody. The link is in the answer and nowhere else.</summary>
    /// <param name="request">As what, and whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The invitation with its link.</returns>
    /// <exception cref="SubmissionRefusedException">The role or the address is none.</exception>
    /// <exception cref="ConflictException">The person is a member already.</exception>
    /// <exception cref="QuotaExceededException">Too many invitations wait.</exception>
    public Task<NewInvitation> InviteAsync(InvitationRequest request, CancellationToken cancellationToken = default) => SendAsync(
        new ApiCall<NewInvitation>(HttpMethod.Post, InvitationsPath, WireJson.Default.NewInvitation) { Body = request.ToUtf8Json(), Submission = true }, cancellationToken);

    /// <summary>Makes the link of an invitation worthless.</summary>
    /// <param name="invitation">Which.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The invitations that still wait.</returns>
    /// <exception cref="NotFoundException">No invitation of that id waits.</exception>
    public Task<InvitationList> RevokeInvitationAsync(InvitationId invitation, CancellationToken cancellationToken = default) =>
        SendAsync(new ApiCall<InvitationList>(HttpMethod.Delete, $"{InvitationsPath}/{invitation}", WireJson.Default.InvitationList), cancellationToken);

    private static ApiCall<MemberList> Members(HttpMethod method, string path) => new(method, path, WireJson.Default.MemberList);

    private async Task<T> SendAsync<T>(ApiCall<T> call, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
}
