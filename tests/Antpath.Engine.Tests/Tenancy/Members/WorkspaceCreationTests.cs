using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Tenancy.Members;

public sealed class WorkspaceCreationTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly MembersBench _bench = new(database);

    private WorkspaceCreation Creation => _bench.Engine.Get<WorkspaceCreation>();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_person_makes_as_many_as_the_allowance_says_however_many_are_asked_for_at_once()
    {
        var (person, _) = await _bench.NewPersonAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Creation.CreateAsync(person, $"Mine {i}", null, CancellationToken.None)));

        Assert.Equal(3, made.Count(m => m is not null));
        var mine = await _bench.Engine.Get<Belongings>().ListAsync(person, CancellationToken.None);
        Assert.Equal(3, mine.Count);
        Assert.All(mine, b => Assert.Equal(("owner", "active"), (b.Role, b.Status)));
    }

    [Fact]
    public async Task Giving_one_away_gives_no_room_and_deleting_one_does()
    {
        var (person, _) = await _bench.NewPersonAsync();
        var first = (await Creation.CreateAsync(person, "First", null, CancellationToken.None))!.Value;
        for (var i = 0; i < 2; i++)
            Assert.NotNull(await Creation.CreateAsync(person, "More", null, CancellationToken.None));
        var owner = new Principal { Workspace = first, AppUser = person, Scopes = Scope.All };
        var heir = await _bench.JoinAsync(owner, "member");
        await _bench.Members.TransferAsync(owner, heir.AppUser, CancellationToken.None);

        Assert.Null(await Creation.CreateAsync(person, "Fourth", null, CancellationToken.None));

        await _bench.Engine.ExecuteAsync("update workspaces set status = 'deleted', pending_delete_at = now(), deleted_at = now() where id = $1", first.Value);
        Assert.NotNull(await Creation.CreateAsync(person, "Fourth", null, CancellationToken.None));
    }

    [Fact]
    public async Task Being_invited_costs_nothing_of_the_allowance_and_the_disabled_make_none()
    {
        var host = await _bench.Engine.NewPrincipalAsync();
        var guest = await _bench.JoinAsync(host, "owner");
        Assert.NotNull(await Creation.CreateAsync(guest.AppUser, "Own", null, CancellationToken.None));
        await _bench.Engine.ExecuteAsync("update app_users set disabled_at = now() where id = $1", guest.AppUser.Value);

        Assert.Null(await Creation.CreateAsync(guest.AppUser, "Another", null, CancellationToken.None));
    }

    [Theory]
    [InlineData("  Ants & Co 🐜 ", "Ants & Co 🐜")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("two\nlines", null)]
    [InlineData("turned \u202E round", null)]
    [InlineData("half \uD800", null)]
    public void A_name_is_one_line_of_text(string text, string? name)
    {
        Assert.Equal(name is not null, WorkspaceName.TryParse(text, out var read));
        Assert.Equal(name, read);
        Assert.False(WorkspaceName.TryParse(new string('x', 201), out _));
    }

    [Fact]
    public async Task A_workspace_gets_another_name_and_its_tokens_tell_it()
    {
        var owner = await _bench.Engine.NewPrincipalAsync();
        var tokens = _bench.Engine.Get<ApiTokens>();
        var (text, _) = await tokens.CreateAsync(owner.Workspace, owner.AppUser, "ci", [Scope.Read], null, CancellationToken.None);
        await tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None);

        Assert.True(await _bench.Engine.Get<WorkspaceSettings>().RenameAsync(owner, " New name ", CancellationToken.None));

        var valid = Assert.IsType<TokenAuthentication.Valid>(await tokens.AuthenticateAsync(text.Reveal(), CancellationToken.None));
        Assert.Equal("New name", valid.WhoAmI.Workspace.Name);
        Assert.Contains("workspace.change", await _bench.LastLineAsync(owner.Workspace), StringComparison.Ordinal);
    }
}
