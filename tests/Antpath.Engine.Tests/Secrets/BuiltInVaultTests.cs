using Antpath.Engine.Secrets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Secrets;

public sealed class BuiltInVaultTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));

    private ISecretVault Vault => _engine.Value.Get<ISecretVault>();

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

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
        await _engine.Value.ExecuteAsync(
            "update vault_entries t set kek_id = s.kek_id, wrapped_dek = s.wrapped_dek, ciphertext = s.ciphertext from vault_entries s where s.id = $1 and t.id = $2",
            secret, otherSecret);

        Assert.NotNull(await Vault.OpenAsync(mine.Workspace, run, secret, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(() => Vault.OpenAsync(other.Workspace, otherRun, otherSecret, CancellationToken.None));
    }

    private async Task<(Principal Principal, RunId Run, Guid Secret)> SubmittedAsync()
    {
        var principal = await _engine.Value.NewPrincipalAsync();
        var run = await _engine.Value.SubmitAsync(principal);
        return (principal, run, await _engine.Value.ScalarAsync<Guid>("select execution_secret_id from runs where id = $1", run.Value));
    }

    private async Task DestroyAsync(SecretReference secret, bool commit)
    {
        await using var connection = await _engine.Value.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Vault.DestroyAsync(transaction, [secret], CancellationToken.None);
        if (commit)
            await transaction.CommitAsync();
    }
}
