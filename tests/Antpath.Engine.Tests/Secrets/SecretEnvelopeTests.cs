using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Engine.Secrets;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Secrets;

public sealed class SecretEnvelopeTests
{
    private static readonly WorkspaceId Workspace = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
    private static readonly RunId Run = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(1)));
    private static readonly string Old = EngineUnderTest.Key("old");

    [Fact]
    public void What_was_sealed_opens_again()
    {
        var envelope = Envelope(Old);

        var opened = envelope.Open(envelope.Seal(Workspace, Run, Submissions.Simple().ToBundle()));

        Assert.Equal(Submissions.ApiKey, opened.Secrets.Anthropic.ApiKey.Reveal());
    }

    [Fact]
    public void Nothing_of_the_bundle_is_readable_and_equal_bundles_look_different()
    {
        var envelope = Envelope(Old);
        var bundle = Submissions.Simple().ToBundle();

        var first = envelope.Seal(Workspace, Run, bundle);
        var second = envelope.Seal(Workspace, Run, bundle);

        Assert.DoesNotContain(Submissions.Canary, Encoding.Latin1.GetString(first.Ciphertext), StringComparison.Ordinal);
        Assert.DoesNotContain(Submissions.Canary, first.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(first.Ciphertext, second.Ciphertext);
        Assert.NotEqual(first.WrappedDek, second.WrappedDek);
    }

    [Fact]
    public void It_opens_for_no_other_workspace_run_entry_or_key_id()
    {
        var envelope = Envelope($"{Old},{EngineUnderTest.Key("new")}");
        var secret = envelope.Seal(Workspace, Run, Submissions.Simple().ToBundle());

        Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { Workspace = new WorkspaceId(Guid.AllBitsSet) }));
        Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { Run = new RunId(Guid.AllBitsSet) }));
        Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { EntryId = Guid.AllBitsSet }));
        Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { KekId = "new" }));
    }

    [Fact]
    public void One_changed_bit_anywhere_is_noticed()
    {
        var envelope = Envelope(Old);
        var secret = envelope.Seal(Workspace, Run, Submissions.Simple().ToBundle());

        foreach (var place in (int[])[0, 1, 13, 29, secret.Ciphertext.Length - 1])
            Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { Ciphertext = Flip(secret.Ciphertext, place) }));
        foreach (var place in (int[])[0, 1, 13, 29, secret.WrappedDek.Length - 1])
            Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { WrappedDek = Flip(secret.WrappedDek, place) }));
        Assert.Throws<SecretUnreadableException>(() => envelope.Open(secret with { Ciphertext = [1, 2] }));
    }

    [Fact]
    public void A_rotated_ring_seals_with_the_new_key_and_opens_the_old()
    {
        var sealedBefore = Envelope(Old).Seal(Workspace, Run, Submissions.Simple().ToBundle());
        var rotated = Envelope($"{EngineUnderTest.Key("new")},{Old}");

        Assert.NotNull(rotated.Open(sealedBefore));
        Assert.Equal("new", rotated.Seal(Workspace, Run, Submissions.Simple().ToBundle()).KekId);
    }

    [Fact]
    public void A_missing_key_is_named_with_the_remedy()
    {
        var secret = Envelope(Old).Seal(Workspace, Run, Submissions.Simple().ToBundle());

        var unreadable = Assert.Throws<SecretUnreadableException>(() => Envelope(EngineUnderTest.Key("new")).Open(secret));

        Assert.Contains("'old'", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("Put the key back", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_may_come_from_a_file_and_a_missing_file_is_named()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, Old + "\n");
        try
        {
            var envelope = new SecretEnvelope(Options.Create(new VaultOptions { KeysFile = path }), TimeProvider.System);
            Assert.Equal("old", envelope.Seal(Workspace, Run, Submissions.Simple().ToBundle()).KekId);
        }
        finally
        {
            File.Delete(path);
        }

        var lost = new SecretEnvelope(Options.Create(new VaultOptions { KeysFile = path }), TimeProvider.System);
        var refused = Assert.Throws<SettingsException>(() => lost.Seal(Workspace, Run, Submissions.Simple().ToBundle()));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Flip(byte[] bytes, int place)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[place] ^= 1;
        return flipped;
    }

    private static SecretEnvelope Envelope(string keys) => new(Options.Create(new VaultOptions { Keys = keys }), TimeProvider.System);
}
