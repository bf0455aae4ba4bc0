using Antpath.Engine.Tenancy;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Tenancy;

public sealed class ApiTokensTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private EngineUnderTest _engine = null!;
    private Principal _owner = null!;

    private ApiTokens Tokens => _engine.Get<ApiTokens>();

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString, _time);
        _owner = await _engine.NewPrincipalAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_token_opens_its_workspace_with_its_scopes()
    {
        var (text, id) = await CreateAsync(Scope.Submit, Scope.Read);

        var valid = Assert.IsType<TokenAuthentication.Valid>(await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));

        Assert.Equal(_owner.Workspace, valid.Principal.Workspace);
        Assert.Equal(_owner.AppUser, valid.Principal.AppUser);
        Assert.Equal(id, valid.Principal.ApiToken);
        Assert.True(valid.Principal.Allows(Scope.Read));
        Assert.False(valid.Principal.Allows(Scope.Delete));
        Assert.Equal("ci", valid.WhoAmI.TokenName);
        Assert.Equal(_owner.Workspace, valid.WhoAmI.Workspace.Id);
    }

    [Fact]
    public async Task Only_a_keyed_hash_is_stored_and_the_making_is_audited()
    {
        var (text, id) = await CreateAsync(Scope.Read);

        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from api_tokens t where t::text like '%' || $1 || '%'", text.Reveal()[30..62]));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'api_token.create' and target_id = $1", id.ToString()));
    }

    [Fact]
    public async Task A_typo_is_told_from_a_token_nobody_knows()
    {
        var (text, _) = await CreateAsync(Scope.Read);
        var typo = text.Reveal()[..^1] + (text.Reveal()[^1] == '0' ? '1' : '0');
        var stranger = ApiTokenText.Create(text.Id); // right id, wrong secret

        Assert.IsType<TokenAuthentication.Malformed>(await Tokens.AuthenticateAsync(typo, CancellationToken.None));
        Assert.IsType<TokenAuthentication.Malformed>(await Tokens.AuthenticateAsync(null, CancellationToken.None));
        Assert.IsType<TokenAuthentication.Unknown>(await Tokens.AuthenticateAsync(stranger.Reveal(), CancellationToken.None));
        Assert.IsType<TokenAuthentication.Unknown>(await Tokens.AuthenticateAsync(ApiTokenText.Create(new(Guid.AllBitsSet)).Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task A_remembered_token_does_not_open_for_another_secret()
    {
        var (text, _) = await CreateAsync(Scope.Read);
        await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None);

        Assert.IsType<TokenAuthentication.Unknown>(await Tokens.AuthenticateAsync(ApiTokenText.Create(text.Id).Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task Revocation_works_at_once_here_and_within_the_cache_time_elsewhere()
    {
        await using var elsewhere = new EngineUnderTest(database.ConnectionString, _time, ("ANTPATH_TOKEN_PEPPER", Pepper));
        await using var here = new EngineUnderTest(database.ConnectionString, _time, ("ANTPATH_TOKEN_PEPPER", Pepper));
        var (text, id) = await here.Get<ApiTokens>().CreateAsync(_owner.Workspace, _owner.AppUser, "ci", [Scope.Read], null, CancellationToken.None);
        await elsewhere.Get<ApiTokens>().AuthenticateAsync(text.Reveal(), CancellationToken.None);

        Assert.True(await here.Get<ApiTokens>().RevokeAsync(_owner.Workspace, id, _owner.AppUser, CancellationToken.None));

        Assert.IsType<TokenAuthentication.Revoked>(await here.Get<ApiTokens>().AuthenticateAsync(text.Reveal(), CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.IsType<TokenAuthentication.Valid>(await elsewhere.Get<ApiTokens>().AuthenticateAsync(text.Reveal(), CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.IsType<TokenAuthentication.Revoked>(await elsewhere.Get<ApiTokens>().AuthenticateAsync(text.Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task Another_workspace_cannot_revoke_it_and_nobody_can_twice()
    {
        var (_, id) = await CreateAsync(Scope.Read);
        var stranger = await _engine.NewPrincipalAsync();

        Assert.False(await Tokens.RevokeAsync(stranger.Workspace, id, stranger.AppUser, CancellationToken.None));
        Assert.True(await Tokens.RevokeAsync(_owner.Workspace, id, _owner.AppUser, CancellationToken.None));
        Assert.False(await Tokens.RevokeAsync(_owner.Workspace, id, _owner.AppUser, CancellationToken.None));
    }

    [Fact]
    public async Task An_expired_token_says_so_even_when_remembered()
    {
        var (text, _) = await Tokens.CreateAsync(_owner.Workspace, _owner.AppUser, "short", [Scope.Read], _time.GetUtcNow().AddSeconds(2), CancellationToken.None);
        Assert.IsType<TokenAuthentication.Valid>(await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<TokenAuthentication.Expired>(await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));
    }

    [Theory]
    [InlineData("update app_users set disabled_at = now() where id = $1")]
    [InlineData("update workspace_memberships set status = 'removed' where app_user_id = $1")]
    public async Task A_token_falls_with_its_creator(string fall)
    {
        var (text, _) = await CreateAsync(Scope.Read);
        await _engine.ExecuteAsync(fall, _owner.AppUser.Value);

        Assert.IsType<TokenAuthentication.CreatorDisabled>(await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task A_token_falls_with_its_workspace()
    {
        var (text, _) = await CreateAsync(Scope.Read);
        await _engine.ExecuteAsync("update workspaces set status = 'suspended' where id = $1", _owner.Workspace.Value);

        Assert.IsType<TokenAuthentication.WorkspaceClosed>(await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));
    }

    [Fact]
    public async Task Last_use_is_written_apart_and_not_more_often_than_asked()
    {
        var (text, id) = await CreateAsync(Scope.Read);
        await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None);
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from api_tokens where id = $1 and last_used_at is null", id.Value));

        Assert.Equal(1, await _engine.Get<TokenUses>().WriteAsync(CancellationToken.None));
        await Tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None);
        Assert.Equal(0, await _engine.Get<TokenUses>().WriteAsync(CancellationToken.None));

        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from api_tokens where id = $1 and last_used_at is not null", id.Value));
    }

    private static readonly string Pepper = EngineUnderTest.Key("p1");

    private Task<(ApiTokenText Text, Antpath.Ids.ApiTokenId Id)> CreateAsync(params string[] scopes) =>
        Tokens.CreateAsync(_owner.Workspace, _owner.AppUser, "ci", scopes, null, CancellationToken.None);
}
