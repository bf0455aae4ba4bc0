using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Engine.Secrets;
using Antpath.Engine.Secrets.Keys;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Secrets;

public sealed class SecretEnvelopeTests
{
    private static readonly WorkspaceId Workspace = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
    private static readonly RunId Run = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(1)));
    private static readonly string Old = EngineUnderTest.Key("old");

    [Fact]
    public async Task What_was_sealed_opens_again()
    {
        var envelope = Envelope(Old);

        var opened = await envelope.OpenAsync(await envelope.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None), CancellationToken.None);

        Assert.Equal(Submissions.ApiKey, opened.Secrets.Anthropic.ApiKey.Reveal());
    }

    [Fact]
    public async Task Nothing_of_the_bundle_is_readable_and_equal_bundles_look_different()
    {
        var envelope = Envelope(Old);
        var bundle = Submissions.Simple().ToBundle();

        var first = await envelope.SealAsync(Workspace, Run, bundle, CancellationToken.None);
        var second = await envelope.SealAsync(Workspace, Run, bundle, CancellationToken.None);

        Assert.DoesNotContain(Submissions.Canary, Encoding.Latin1.GetString(first.Ciphertext), StringComparison.Ordinal);
        Assert.DoesNotContain(Submissions.Canary, first.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(first.Ciphertext, second.Ciphertext);
        Assert.NotEqual(first.WrappedDek, second.WrappedDek);
    }

    [Fact]
    public async Task It_opens_for_no_other_workspace_run_entry_or_key_id()
    {
        var envelope = Envelope($"{Old},{EngineUnderTest.Key("new")}");
        var secret = await envelope.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None);

        await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { Workspace = new WorkspaceId(Guid.AllBitsSet) }, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { Run = new RunId(Guid.AllBitsSet) }, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { EntryId = Guid.AllBitsSet }, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { KekId = "new" }, CancellationToken.None));
    }

    [Fact]
    public async Task One_changed_bit_anywhere_is_noticed()
    {
        var envelope = Envelope(Old);
        var secret = await envelope.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None);

        foreach (var place in (int[])[0, 1, 13, 29, secret.Ciphertext.Length - 1])
            await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { Ciphertext = Flip(secret.Ciphertext, place) }, CancellationToken.None));
        foreach (var place in (int[])[0, 1, 13, 29, secret.WrappedDek.Length - 1])
            await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { WrappedDek = Flip(secret.WrappedDek, place) }, CancellationToken.None));
        await Assert.ThrowsAsync<SecretUnreadableException>(async () => await envelope.OpenAsync(secret with { Ciphertext = [1, 2] }, CancellationToken.None));
    }

    [Fact]
    public async Task A_rotated_ring_seals_with_the_new_key_and_opens_the_old()
    {
        var sealedBefore = await Envelope(Old).SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None);
        var rotated = Envelope($"{EngineUnderTest.Key("new")},{Old}");

        Assert.NotNull(await rotated.OpenAsync(sealedBefore, CancellationToken.None));
        Assert.Equal("new", (await rotated.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None)).KekId);
    }

    [Fact]
    public async Task A_missing_key_is_named_with_the_remedy()
    {
        var secret = await Envelope(Old).SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None);

        var unreadable = await Assert.ThrowsAsync<SecretUnreadableException>(async () => await Envelope(EngineUnderTest.Key("new")).OpenAsync(secret, CancellationToken.None));

        Assert.Contains("'old'", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("Put the key back", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_may_come_from_a_file_and_a_missing_file_is_named()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, Old + "\n");
        try
        {
            var envelope = Envelope(new VaultOptions { KeysFile = path });
            Assert.Equal("old", (await envelope.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None)).KekId);
        }
        finally
        {
            File.Delete(path);
        }

        var lost = Envelope(new VaultOptions { KeysFile = path });
        var refused = await Assert.ThrowsAsync<SettingsException>(async () => await lost.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Flip(byte[] bytes, int place)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[place] ^= 1;
        return flipped;
    }

    private static SecretEnvelope Envelope(string keys) => Envelope(new VaultOptions { Keys = keys });

    private static SecretEnvelope Envelope(VaultOptions options) => new(new LocalKeys(Options.Create(options)), TimeProvider.System);
}
