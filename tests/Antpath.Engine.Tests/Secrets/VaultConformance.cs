using Antpath.Engine.Secrets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Secrets;

/// <summary>What every vault keeps to, whatever the place.</summary>
public abstract class VaultConformance(MigratedDatabase database, string backend) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly string _key = EngineUnderTest.Key("k1");
    private readonly List<EngineUnderTest> _engines = [];

    private EngineUnderTest Engine => _engines.Count > 0 ? _engines[0] : EngineWith(_key);

    private ISecretVault Vault => Engine.Get<ISecretVault>();

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts the entry of one run in the place of another's.</summary>
    protected abstract string MoveSql { get; }

    [Fact]
    public async Task Another_workspace_or_run_opens_nothing()
    {
        var (mine, run, secret) = await SubmittedAsync();
        var (other, otherRun, _) = await SubmittedAsync();

        Assert.NotNull(await Vault.OpenAsync(mine.Workspace, run, secret, CancellationToken.None));
        Assert.Null(await Vault.OpenAsync(other.Workspace, run, secret, CancellationToken.None));
        Assert.Null(await Vault.OpenAsync(mine.Workspace, otherRun, secret, CancellationToken.None));
    }

    [Fact]
    public async Task Destruction_follows_its_transaction_and_may_be_repeated()
    {
        var (principal, run, secret) = await SubmittedAsync();
        var (neighbour, neighbourRun, neighbourSecret) = await SubmittedAsync();
        var reference = new SecretReference(principal.Workspace, run, secret);

        await DestroyAsync(reference, commit: false);
        Assert.NotNull(await Vault.OpenAsync(principal.Workspace, run, secret, CancellationToken.None));

        await DestroyAsync(reference, commit: true);
        await DestroyAsync(reference, commit: true);
        Assert.Null(await Vault.OpenAsync(principal.Workspace, run, secret, CancellationToken.None));
        Assert.NotNull(await Vault.OpenAsync(neighbour.Workspace, neighbourRun, neighbourSecret, CancellationToken.None));
    }

    [Fact]
    public async Task A_row_moved_to_another_run_does_not_open()
    {
        var (mine, run, secret) = await SubmittedAsync();
        var (other, otherRun, otherSecret) = await SubmittedAsync();
        await Engine.ExecuteAsync(MoveSql, secret, otherSecret);

        Assert.NotNull(await Vault.OpenAsync(mine.Workspace, run, secret, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(() => Vault.OpenAsync(other.Workspace, otherRun, otherSecret, CancellationToken.None));
    }

    [Fact]
    public async Task A_rewrap_lets_the_old_key_go()
    {
        var (principal, run, secret) = await SubmittedAsync();
        var (other, otherRun, otherSecret) = await SubmittedAsync();
        var anew = EngineUnderTest.Key("k2");
        var both = EngineWith($"{anew},{_key}").Get<ISecretVault>();

        // entries of other tests, under keys that this ring does not hold, are passed over
        var after = Guid.Empty;
        while (await both.RewrapAsync(after, 1, CancellationToken.None) is { Last: { } last })
            after = last;

        var without = EngineWith(anew).Get<ISecretVault>();
        Assert.NotNull(await without.OpenAsync(principal.Workspace, run, secret, CancellationToken.None));
        Assert.NotNull(await without.OpenAsync(other.Workspace, otherRun, otherSecret, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(() => Vault.OpenAsync(principal.Workspace, run, secret, CancellationToken.None));
        Assert.Equal(0, (await both.RewrapAsync(Guid.Empty, 1000, CancellationToken.None)).Wrapped);
    }

    [Fact]
    public async Task A_rewrap_without_the_old_key_names_the_run_and_changes_nothing()
    {
        var (principal, run, secret) = await SubmittedAsync();

        var result = await EngineWith(EngineUnderTest.Key("k9")).Get<ISecretVault>().RewrapAsync(Guid.Empty, 1000, CancellationToken.None);

        Assert.Equal(0, result.Wrapped);
        Assert.Contains(run, result.Unreadable);
        Assert.NotNull(await Vault.OpenAsync(principal.Workspace, run, secret, CancellationToken.None));
    }

    [Fact]
    public async Task A_group_of_submissions_gets_its_own_secrets_each()
    {
        var principal = await Engine.NewPrincipalAsync();

        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Engine.SubmitAsync(principal)));

        foreach (var run in runs)
            Assert.NotNull(await Vault.OpenAsync(principal.Workspace, run, await SecretOfAsync(run), CancellationToken.None));
    }

    private async Task<(Principal Principal, RunId Run, Guid Secret)> SubmittedAsync()
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal);
        return (principal, run, await SecretOfAsync(run));
    }

    private Task<Guid> SecretOfAsync(RunId run) => Engine.ScalarAsync<Guid>("select execution_secret_id from runs where id = $1", run.Value);

    private EngineUnderTest EngineWith(string keys)
    {
        var engine = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_VAULT_BACKEND", backend), ("ANTPATH_VAULT_KEYS", keys));
        _engines.Add(engine);
        return engine;
    }

    private async Task DestroyAsync(SecretReference secret, bool commit)
    {
        await using var connection = await Engine.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Vault.DestroyAsync(transaction, [secret], CancellationToken.None);
        if (commit)
            await transaction.CommitAsync();
    }
}
