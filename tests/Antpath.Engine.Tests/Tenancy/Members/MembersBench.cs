using System.Security.Cryptography;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Antpath.Workspaces;

namespace Antpath.Engine.Tests.Tenancy.Members;

/// <summary>A workspace with its owner, and people who join it through the real invitations.</summary>
internal sealed class MembersBench(MigratedDatabase database, params (string Name, string Value)[] settings) : IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString, null, settings));

    public EngineUnderTest Engine => _engine.Value;

    public WorkspaceMembers Members => Engine.Get<WorkspaceMembers>();

    public Invitations Invitations => Engine.Get<Invitations>();

    public InvitationAnswers Answers => Engine.Get<InvitationAnswers>();

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

    /// <summary>Somebody who can sign in and belongs to nothing.</summary>
    public async Task<(AppUserId Id, string Email)> NewPersonAsync()
    {
        var (id, email) = (Guid.CreateVersion7(), $"p-{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test");
        await Engine.ExecuteAsync("insert into app_users (id, email, display_name) values ($1, $2, 'Person')", id, email);
        return (new AppUserId(id), email);
    }

    public async Task<InvitationResult.Created> InviteAsync(Principal by, string role, string? email = null) => Assert.IsType<InvitationResult.Created>(
        await Invitations.CreateAsync(by, new InvitationRequest { Role = role, Email = email }, CancellationToken.None));

    /// <summary>Somebody new in the inviting person's workspace.</summary>
    public async Task<Principal> JoinAsync(Principal by, string role)
    {
        var (person, email) = await NewPersonAsync();
        var invitation = await InviteAsync(by, role, email);
        Assert.IsType<InvitationOffer.Open>(await Answers.AcceptAsync(person, invitation.Secret.Reveal(), null, CancellationToken.None));
        return by with { AppUser = person };
    }

    public async Task<IReadOnlyList<(AppUserId Id, string Role)>> RolesAsync(WorkspaceId workspace) =>
        [.. (await Members.ListAsync(workspace, CancellationToken.None)).Data.Select(m => (m.AppUserId, m.Role))];

    public Task<string?> LastLineAsync(WorkspaceId workspace) => Engine.ScalarAsync<string>(
        """
        select concat_ws('|', action, target_id, app_user_id, detail)
        from audit_logs where workspace_id = $1 order by occurred_at desc, id desc limit 1
        """,
        workspace.Value);
}
