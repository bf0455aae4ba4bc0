using Antpath.Engine.Runs;
using Antpath.Engine.Database;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Antpath.Tokens;

namespace Antpath.Engine.Tests.Tenancy;

public sealed class TokenChangesTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _owner = null!;

    private TokenChanges Changes => _engine.Get<TokenChanges>();

    private ApiTokens Tokens => _engine.Get<ApiTokens>();

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_CACHE_SECONDS", "0"));
        _owner = await _engine.NewPrincipalAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_new_token_works_and_is_listed_without_its_secret()
    {
        var made = await CreateAsync(_owner, "ci", Scope.Submit, Scope.Read);

        var valid = Assert.IsType<TokenAuthentication.Valid>(await Tokens.AuthenticateAsync(made.Text.Reveal(), CancellationToken.None));
        Assert.Equal([Scope.Submit, Scope.Read], valid.Principal.Scopes);
        var listed = Assert.Single(await ListAsync(all: false));
        Assert.Equal(("ci", TokenStatus.Active, _owner.AppUser), (listed.Name, listed.Status, listed.CreatedBy));
        Assert.Equal(made.View with { Scopes = [] }, listed with { Scopes = [] });
        Assert.DoesNotContain(made.Text.Reveal(), new CreatedToken { Token = listed, Secret = made.Text.Reveal() }.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("member", "admin")]
    [InlineData("viewer", "submit", "cancel", "delete", "admin")]
    public async Task Nobody_makes_a_token_that_may_do_more_than_they_may(string role, params string[] above)
    {
        var somebody = await JoinAsync(role);

        var refused = Assert.IsType<TokenChangeResult.AboveRole>(await Changes.CreateAsync(somebody, Request("t", [.. Scope.All]), CancellationToken.None));

        Assert.Equal(above, refused.Scopes);
        Assert.Empty(await ListAsync(all: true));
        await CreateAsync(somebody, "t", [.. Scope.OfRole(role)]);
    }

    [Fact]
    public async Task A_token_loses_what_its_creators_role_does_not_allow_any_more()
    {
        var admin = await JoinAsync("admin");
        var made = await CreateAsync(admin, "t", [.. Scope.All]);

        await _engine.ExecuteAsync("update workspace_memberships set role = 'viewer' where app_user_id = $1", admin.AppUser.Value);

        var valid = Assert.IsType<TokenAuthentication.Valid>(await Tokens.AuthenticateAsync(made.Text.Reveal(), CancellationToken.None));
        Assert.Equal([Scope.Read, Scope.Outputs], valid.Principal.Scopes);
        Assert.Equal([Scope.Read, Scope.Outputs], valid.WhoAmI.Scopes);
        Assert.False(valid.Principal.Allows(Scope.Admin));
    }

    [Theory]
    [InlineData("update app_users set disabled_at = now() where id = $1")]
    [InlineData("update workspace_memberships set status = 'removed' where app_user_id = $1")]
    public async Task A_token_falls_with_its_creator_and_its_runs_stay_theirs(string sql)
    {
        var somebody = await JoinAsync("member");
        var made = await CreateAsync(somebody, "t", Scope.Submit);
        var submitter = Assert.IsType<TokenAuthentication.Valid>(await Tokens.AuthenticateAsync(made.Text.Reveal(), CancellationToken.None)).Principal;
        var run = await _engine.SubmitAsync(submitter);

        await _engine.ExecuteAsync(sql, somebody.AppUser.Value);

        Assert.IsType<TokenAuthentication.CreatorDisabled>(await Tokens.AuthenticateAsync(made.Text.Reveal(), CancellationToken.None));
        Assert.Equal(TokenStatus.CreatorGone, Assert.Single(await ListAsync(all: true)).Status);
        Assert.Empty(await ListAsync(all: false));
        var view = await _engine.Get<RunQueries>().GetAsync(_owner.Workspace, run, CancellationToken.None);
        Assert.Equal(somebody.AppUser, view!.CreatedBy);
        Assert.Equal(made.View.Id.Value, await _engine.ScalarAsync<Guid>("select api_token_id from runs where id = $1", run.Value));
    }

    [Fact]
    public async Task A_rotation_lets_both_work_until_the_overlap_is_over()
    {
        var old = await CreateAsync(_owner, "ci", Scope.Submit);
        var other = await JoinAsync("admin");

        var next = Assert.IsType<TokenChangeResult.Made>(await Changes.RotateAsync(other, old.View.Id, TimeSpan.FromHours(1), CancellationToken.None));

        var (oldValid, nextValid) = (await ValidAsync(old.Text), await ValidAsync(next.Text));
        Assert.Equal((_owner.AppUser, other.AppUser), (oldValid.AppUser, nextValid.AppUser)); // whoever holds the secret is who it acts for
        Assert.Equal(oldValid.Scopes, nextValid.Scopes);
        Assert.Equal("ci", next.View.Name);
        var replaced = (await ListAsync(all: false)).Single(t => t.Id == old.View.Id);
        Assert.Equal((TokenStatus.Replaced, next.View.Id), (replaced.Status, replaced.ReplacedBy));

        await _engine.ExecuteAsync("update api_tokens set expires_at = expires_at - interval '1 hour' where id = $1", old.View.Id.Value);

        Assert.IsType<TokenAuthentication.Expired>(await Tokens.AuthenticateAsync(old.Text.Reveal(), CancellationToken.None));
        await ValidAsync(next.Text);
    }

    [Fact]
    public async Task An_overlap_of_nothing_ends_the_old_token_at_once_even_where_it_was_remembered()
    {
        await using var remembering = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_CACHE_SECONDS", "60"));
        var made = Assert.IsType<TokenChangeResult.Made>(await remembering.Get<TokenChanges>().CreateAsync(_owner, Request("t", Scope.Read), CancellationToken.None));
        Assert.IsType<TokenAuthentication.Valid>(await remembering.Get<ApiTokens>().AuthenticateAsync(made.Text.Reveal(), CancellationToken.None));

        await remembering.Get<TokenChanges>().RotateAsync(_owner, made.View.Id, TimeSpan.Zero, CancellationToken.None);

        Assert.IsType<TokenAuthentication.Expired>(await remembering.Get<ApiTokens>().AuthenticateAsync(made.Text.Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task A_rotated_token_gets_a_life_as_long_as_the_old_ones_and_no_overlap_prolongs_that()
    {
        var old = await CreateAsync(_owner, "t", TimeProvider.System.GetUtcNow().AddHours(10), Scope.Read);

        var next = Assert.IsType<TokenChangeResult.Made>(await Changes.RotateAsync(_owner, old.View.Id, TimeSpan.FromDays(2), CancellationToken.None));

        Assert.InRange(next.View.ExpiresAt!.Value - next.View.CreatedAt, TimeSpan.FromHours(9.9), TimeSpan.FromHours(10.1));
        Assert.Equal(old.View.ExpiresAt, (await ListAsync(all: true)).Single(t => t.Id == old.View.Id).ExpiresAt);
    }

    [Fact]
    public async Task Of_several_rotations_at_once_one_wins()
    {
        var old = await CreateAsync(_owner, "t", Scope.Read);
        await using var elsewhere = new EngineUnderTest(database.ConnectionString);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            (i % 2 == 0 ? _engine : elsewhere).Get<TokenChanges>().RotateAsync(_owner, old.View.Id, TimeSpan.FromHours(1), CancellationToken.None)));

        var made = Assert.Single(results.OfType<TokenChangeResult.Made>());
        Assert.All(results.OfType<TokenChangeResult.NotActive>(), r => Assert.Equal(made.View.Id, r.View.ReplacedBy));
        Assert.Equal(2, (await ListAsync(all: true)).Count);
    }

    [Fact]
    public async Task A_workspace_has_no_more_tokens_than_it_may_however_many_ask_at_once()
    {
        await using var here = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PER_WORKSPACE_MAX", "5"));
        await using var there = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PER_WORKSPACE_MAX", "5"));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            (i % 2 == 0 ? here : there).Get<TokenChanges>().CreateAsync(_owner, Request($"t{i}", Scope.Read), CancellationToken.None)));

        Assert.Equal(5, results.OfType<TokenChangeResult.Made>().Count());
        Assert.All(results.OfType<TokenChangeResult.TooMany>(), r => Assert.Equal(5, r.TokensMax));
        var one = results.OfType<TokenChangeResult.Made>().First().View.Id;
        Assert.IsType<TokenChangeResult.Made>(await here.Get<TokenChanges>().RotateAsync(_owner, one, TimeSpan.FromDays(1), CancellationToken.None)); // takes no more room
        Assert.IsType<TokenChangeResult.TooMany>(await here.Get<TokenChanges>().CreateAsync(_owner, Request("x", Scope.Read), CancellationToken.None));
        await here.Get<TokenChanges>().RevokeAsync(_owner, results.OfType<TokenChangeResult.Made>().Last().View.Id, CancellationToken.None);
        Assert.IsType<TokenChangeResult.Made>(await here.Get<TokenChanges>().CreateAsync(_owner, Request("x", Scope.Read), CancellationToken.None));
    }

    [Fact]
    public async Task Another_workspaces_token_does_not_exist()
    {
        var made = await CreateAsync(_owner, "t", Scope.Read);
        var stranger = await _engine.NewPrincipalAsync();

        Assert.IsType<TokenChangeResult.NotFound>(await Changes.RotateAsync(stranger, made.View.Id, TimeSpan.Zero, CancellationToken.None));
        Assert.IsType<TokenChangeResult.NotFound>(await Changes.RevokeAsync(stranger, made.View.Id, CancellationToken.None));

        await ValidAsync(made.Text);
    }

    [Fact]
    public async Task Changes_are_audited_with_who_and_what_and_a_repeated_revoke_only_once()
    {
        var made = await CreateAsync(_owner, "t", Scope.Read);
        var next = Assert.IsType<TokenChangeResult.Made>(await Changes.RotateAsync(_owner, made.View.Id, TimeSpan.FromMinutes(5), CancellationToken.None));
        await Changes.RevokeAsync(_owner, next.View.Id, CancellationToken.None);
        var again = Assert.IsType<TokenChangeResult.Revoked>(await Changes.RevokeAsync(_owner, next.View.Id, CancellationToken.None));

        Assert.Equal(TokenStatus.Revoked, again.View.Status);
        const string Trail = "select string_agg(action || ' ' || target_id || coalesce(' ' || (detail->>'replacedBy'), ''), ',' order by occurred_at, id) from audit_logs where workspace_id = $1 and action like 'api_token%'";
        Assert.Equal(
            $"api_token.create {made.View.Id},api_token.rotate {made.View.Id} {next.View.Id},api_token.revoke {next.View.Id}",
            await _engine.ScalarAsync<string>(Trail, _owner.Workspace.Value));
    }

    [Fact]
    public async Task Pages_follow_one_another_and_a_foreign_cursor_is_refused()
    {
        for (var i = 0; i < 5; i++)
            await CreateAsync(_owner, $"t{i}", Scope.Read);

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = Assert.IsType<PageResult<TokenPage>.Found>(await Changes.ListAsync(_owner.Workspace, true, cursor, 2, CancellationToken.None)).Page;
            names.AddRange(page.Data.Select(t => t.Name));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["t4", "t3", "t2", "t1", "t0"], names);
        Assert.IsType<PageResult<TokenPage>.BadCursor>(await Changes.ListAsync(_owner.Workspace, true, "AAAA", 2, CancellationToken.None));
    }

    [Fact]
    public async Task A_used_token_moves_to_the_current_pepper_and_the_old_one_can_go()
    {
        var (first, second) = (EngineUnderTest.Key("p1"), EngineUnderTest.Key("p2"));
        await using var before = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", first));
        var (used, _) = await before.Get<ApiTokens>().CreateAsync(_owner.Workspace, _owner.AppUser, "used", [Scope.Read], null, CancellationToken.None);
        var (idle, _) = await before.Get<ApiTokens>().CreateAsync(_owner.Workspace, _owner.AppUser, "idle", [Scope.Read], null, CancellationToken.None);

        await using (var both = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", $"{second},{first}")))
        {
            Assert.IsType<TokenAuthentication.Valid>(await both.Get<ApiTokens>().AuthenticateAsync(used.Reveal(), CancellationToken.None));
            Assert.IsType<TokenAuthentication.Unknown>(await both.Get<ApiTokens>().AuthenticateAsync(ApiTokenText.Create(idle.Id).Reveal(), CancellationToken.None));
            Assert.Equal("p2", await PepperAsync(used.Id));
            Assert.Equal("p1", await PepperAsync(idle.Id)); // a guess moves nothing
            Assert.IsType<TokenAuthentication.Valid>(await both.Get<ApiTokens>().AuthenticateAsync(used.Reveal(), CancellationToken.None));
        }

        await using var after = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", second));
        Assert.IsType<TokenAuthentication.Valid>(await after.Get<ApiTokens>().AuthenticateAsync(used.Reveal(), CancellationToken.None));
        Assert.IsType<TokenAuthentication.Unknown>(await after.Get<ApiTokens>().AuthenticateAsync(idle.Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task What_hangs_on_each_pepper_is_counted_over_all_workspaces()
    {
        var (first, second) = (EngineUnderTest.Key("count1"), EngineUnderTest.Key("count2"));
        var other = await _engine.NewPrincipalAsync();
        await using var before = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", first));
        foreach (var principal in (Principal[])[_owner, other, other])
            await before.Get<ApiTokens>().CreateAsync(principal.Workspace, principal.AppUser, "t", [Scope.Read], null, CancellationToken.None);
        var (_, revoked) = await before.Get<ApiTokens>().CreateAsync(_owner.Workspace, _owner.AppUser, "t", [Scope.Read], null, CancellationToken.None);
        await before.Get<ApiTokens>().RevokeAsync(_owner.Workspace, revoked, _owner.AppUser, CancellationToken.None);

        var with = await TokenPeppers.CountAsync(_engine.Database, new TokenOptions { Pepper = $"{second},{first}" }, CancellationToken.None);
        var without = await TokenPeppers.CountAsync(_engine.Database, new TokenOptions { Pepper = second }, CancellationToken.None);

        Assert.Equal([new PepperUse("count2", true, 0, null), new PepperUse("count1", true, 3, null)], with!.Take(2));
        Assert.Contains(new PepperUse("count1", false, 3, null), without!);
    }

    [Fact]
    public async Task Nothing_is_said_of_peppers_to_a_user_who_does_not_see_every_token()
    {
        var options = new DatabaseOptions { Url = database.ConnectionString, AssumeRole = true };
        options.RunsAs(options.ServerRole);
        await using var server = AntpathDatabase.CreateDataSource(options, "antpath-tests-server");

        Assert.Null(await TokenPeppers.CountAsync(server, new TokenOptions { Pepper = EngineUnderTest.Key("count3") }, CancellationToken.None));
    }

    [Fact]
    public void The_words_of_requests_are_the_scopes() => Assert.Equal(Scope.All, CreateToken.AllScopes);

    private static CreateToken Request(string name, params string[] scopes) => new() { Name = name, Scopes = scopes };

    private Task<TokenChangeResult.Made> CreateAsync(Principal principal, string name, params string[] scopes) => CreateAsync(principal, name, null, scopes);

    private async Task<TokenChangeResult.Made> CreateAsync(Principal principal, string name, DateTimeOffset? expiresAt, params string[] scopes) =>
        Assert.IsType<TokenChangeResult.Made>(await Changes.CreateAsync(principal, Request(name, scopes) with { ExpiresAt = expiresAt }, CancellationToken.None));

    private async Task<Principal> ValidAsync(ApiTokenText text) =>
        Assert.IsType<TokenAuthentication.Valid>(await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None)).Principal;

    private async Task<IReadOnlyList<TokenView>> ListAsync(bool all) =>
        Assert.IsType<PageResult<TokenPage>.Found>(await Changes.ListAsync(_owner.Workspace, all, null, 100, CancellationToken.None)).Page.Data;

    private Task<string?> PepperAsync(ApiTokenId token) => _engine.ScalarAsync<string>("select pepper_id from api_tokens where id = $1", token.Value);

    /// <summary>Another member of the owner's workspace.</summary>
    private async Task<Principal> JoinAsync(string role)
    {
        var person = await _engine.NewPrincipalAsync();
        await _engine.ExecuteAsync(
            "insert into workspace_memberships (workspace_id, app_user_id, role) values ($1, $2, $3)", _owner.Workspace.Value, person.AppUser.Value, role);
        return person with { Workspace = _owner.Workspace, Scopes = Scope.OfRole(role) };
    }
}
