using System.Security.Cryptography;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.People;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Tenancy.People;

public sealed class SignInsTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private readonly EmailAddress _email = NewAddress();
    private EngineUnderTest _engine = null!;

    private SignIns SignIns => _engine.Get<SignIns>();

    public ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Whom_the_operator_made_is_let_in_by_their_proven_address_and_known_by_their_identity_from_then_on()
    {
        var (_, owner) = await CreateAsync();

        var first = await EnterAsync(Identity("corp", "s-1"));
        var later = await EnterAsync(Identity("corp", "s-1") with { VerifiedEmail = null }); // the provider stopped telling the address

        Assert.Equal(new SignInResult.SignedIn(owner, 1), first);
        Assert.Equal(first, later);
        Assert.Equal("corp|oidc", await _engine.ScalarAsync<string>("select a.provider || '|' || a.type from accounts a join app_users p on p.auth_user_id = a.user_id where p.id = $1", owner.Value));
    }

    [Fact]
    public async Task A_second_identity_with_the_same_proven_address_is_the_same_person()
    {
        var (_, owner) = await CreateAsync();

        await EnterAsync(Identity("corp", "s-1"));
        var second = await EnterAsync(Identity("github", "17"));

        Assert.Equal(new SignInResult.SignedIn(owner, 1), second);
        Assert.Equal(2L, await AuditCountAsync("identity.link", owner));
    }

    [Fact]
    public async Task An_address_that_nobody_vouches_for_ties_nothing_and_makes_nobody()
    {
        await CreateAsync();
        await using var open = Open();

        var refused = await EnterAsync(Identity("corp", "mallory") with { VerifiedEmail = null });
        var refusedWhereOpen = await EnterAsync(Identity("corp", "mallory") with { VerifiedEmail = null }, open);

        Assert.Equal(new SignInResult.Refused(SignInRefusal.EmailUnverified), refused);
        Assert.Equal(refused, refusedWhereOpen);
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from accounts where provider_account_id = 'mallory'"));
    }

    [Fact]
    public async Task An_identity_stays_with_its_person_when_its_address_becomes_another_persons()
    {
        var (_, owner) = await CreateAsync();
        await EnterAsync(Identity("corp", "s-1"));
        var other = NewAddress();
        await CreateAsync(other);

        Assert.Equal(new SignInResult.SignedIn(owner, 1), await EnterAsync(Identity("corp", "s-1") with { VerifiedEmail = other }));
    }

    [Fact]
    public async Task The_same_id_at_another_provider_is_another_identity()
    {
        await CreateAsync();
        await EnterAsync(Identity("corp", "s-1"));

        Assert.Equal(new SignInResult.Refused(SignInRefusal.EmailUnverified), await EnterAsync(Identity("github", "s-1") with { VerifiedEmail = null }));
    }

    [Fact]
    public async Task Whom_nobody_invited_is_refused_and_the_trail_does_not_name_them()
    {
        var name = $"Stranger {_email.Value[..8]}";

        Assert.Equal(new SignInResult.Refused(SignInRefusal.NotInvited), await EnterAsync(Identity("corp", "stranger") with { Name = name }));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'session.refuse' and detail ->> 'reason' = 'not_invited' and request_id = $1", _email.Value[..8]));
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from audit_logs l where l::text like '%' || $1 || '%'", _email.Value));
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from app_users where lower(email) = $1", _email.Value));
    }

    [Fact]
    public async Task Whoever_was_shut_out_stays_out_and_gets_no_second_identity()
    {
        var (_, owner) = await CreateAsync();
        await EnterAsync(Identity("corp", "s-1"));
        await _engine.ScalarAsync<int>("update app_users set disabled_at = now() where id = $1 returning 1", owner.Value);

        Assert.Equal(new SignInResult.Refused(SignInRefusal.Disabled), await EnterAsync(Identity("corp", "s-1")));
        Assert.Equal(new SignInResult.Refused(SignInRefusal.Disabled), await EnterAsync(Identity("github", "17")));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from accounts a join app_users p on p.auth_user_id = a.user_id where p.id = $1", owner.Value));
        Assert.Equal(2L, await AuditCountAsync("session.refuse", owner));
    }

    [Fact]
    public async Task Where_sign_up_is_open_a_new_person_owns_a_workspace()
    {
        await using var open = Open();

        var result = Assert.IsType<SignInResult.SignedIn>(await EnterAsync(Identity("corp", "new") with { Name = $" \0{new string('n', 300)} " }, open));

        Assert.Equal("Personal|free|owner", await _engine.ScalarAsync<string>(
            "select w.name || '|' || w.plan || '|' || m.role from workspace_memberships m join workspaces w on w.id = m.workspace_id where m.app_user_id = $1", result.AppUser.Value));
        Assert.Equal(new string('n', 200), await _engine.ScalarAsync<string>("select display_name from app_users where id = $1", result.AppUser.Value));
        Assert.Equal(1L, await AuditCountAsync("app_user.create", result.AppUser));
        Assert.Equal(1L, await AuditCountAsync("workspace.create", result.AppUser));
        Assert.Equal(result, await EnterAsync(Identity("github", "new too"), open));
    }

    [Fact]
    public async Task Many_tabs_of_one_new_person_make_one_person()
    {
        await using var open = Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => EnterAsync(Identity("corp", $"many-{i % 2}"), open)));

        Assert.Single(results.Distinct());
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from app_users where lower(email) = $1", _email.Value));
    }

    [Fact]
    public async Task The_allowance_of_an_open_sign_up_is_exact_however_many_come_at_once()
    {
        var taken = await _engine.ScalarAsync<long>("select count(*) from app_users where signed_up_at is not null");
        var addresses = Enumerable.Range(0, 12).Select(_ => NewAddress()).ToList();
        await using var open = Open(("ANTPATH_SIGNIN_FREE_USERS_MAX", $"{taken + 3}"));

        var results = await Task.WhenAll(addresses.Select(a => EnterAsync(Identity("corp", a.Value) with { VerifiedEmail = a }, open)));

        Assert.Equal(3, results.Count(r => r is SignInResult.SignedIn));
        Assert.Equal(9, results.Count(r => r is SignInResult.Refused { Reason: SignInRefusal.SignUpFull }));
        Assert.Equal(3L, await _engine.ScalarAsync<long>("select count(*) from app_users where lower(email) = any ($1)", [addresses.Select(a => a.Value).ToArray()]));
        Assert.Equal(3L, await _engine.ScalarAsync<long>("select count(*) from workspace_memberships m join app_users u on u.id = m.app_user_id where lower(u.email) = any ($1)", [addresses.Select(a => a.Value).ToArray()]));
    }

    [Fact]
    public async Task Signing_out_everywhere_makes_every_session_stale()
    {
        var (workspace, owner) = await CreateAsync();
        var users = _engine.Get<SignedInUsers>();
        Assert.NotNull(await users.FindAsync(owner, 1, workspace, CancellationToken.None));

        await _engine.Get<SignOuts>().LeaveEverywhereAsync(owner, "req", CancellationToken.None);

        Assert.Null(await users.FindAsync(owner, 1, workspace, CancellationToken.None));
        Assert.Null(await users.FindPersonAsync(owner, 1, CancellationToken.None));
        Assert.Equal(new SignInResult.SignedIn(owner, 2), await EnterAsync(Identity("corp", "s-1")));
        Assert.NotNull(await users.FindAsync(owner, 2, workspace, CancellationToken.None));
        Assert.Equal(1L, await AuditCountAsync("session.end_everywhere", owner));
    }

    [Fact]
    public async Task A_person_is_where_they_want_to_be_if_they_belong_there()
    {
        var (oldest, owner) = await CreateAsync();
        var (second, _) = await _engine.Get<Engine.Tenancy.Workspaces>().CreateAsync("Second", _email.Value, "Ada", CancellationToken.None);
        var (strangers, _) = await CreateAsync(NewAddress());
        await _engine.ScalarAsync<int>("update workspace_memberships set created_at = created_at - interval '1 day' where workspace_id = $1 returning 1", oldest.Value);
        var users = _engine.Get<SignedInUsers>();

        Assert.Equal(oldest, (await users.FindAsync(owner, 1, null, CancellationToken.None))!.Workspace.Id);
        Assert.Equal(second, (await users.FindAsync(owner, 1, second, CancellationToken.None))!.Principal.Workspace);
        Assert.Equal(oldest, (await users.FindAsync(owner, 1, strangers, CancellationToken.None))!.Workspace.Id);
    }

    private static EmailAddress NewAddress()
    {
        Assert.True(EmailAddress.TryParse($"{RandomNumberGenerator.GetHexString(12)}@example.test", out var address));
        return address;
    }

    private ProvenIdentity Identity(string provider, string subject) =>
        new() { Provider = provider, Type = provider == "github" ? "oauth" : "oidc", Subject = $"{subject} {_email.Value}", VerifiedEmail = _email, Name = "Ada" };

    private EngineUnderTest Open(params (string Name, string Value)[] settings) =>
        new(database.ConnectionString, null, [("ANTPATH_SIGNIN_SIGN_UP", "open"), ("ANTPATH_SIGNIN_FREE_USERS_MAX", "1000000"), .. settings]);

    private Task<SignInResult> EnterAsync(ProvenIdentity identity, EngineUnderTest? engine = null) =>
        (engine ?? _engine).Get<SignIns>().EnterAsync(identity, _email.Value[..8], TestContext.Current.CancellationToken);

    private Task<(WorkspaceId Workspace, AppUserId Owner)> CreateAsync(EmailAddress? email = null) =>
        _engine.Get<Engine.Tenancy.Workspaces>().CreateAsync("Work", (email ?? _email).Value, "Ada", TestContext.Current.CancellationToken);

    private Task<long> AuditCountAsync(string action, AppUserId person) =>
        _engine.ScalarAsync<long>("select count(*) from audit_logs where action = $1 and app_user_id = $2", action, person.Value);
}
