using Antpath.Engine.Configuration;

namespace Antpath.Engine.Tests.Configuration;

public sealed class KeyRingTests
{
    private static readonly string Bytes = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void The_first_key_is_current_and_all_are_found()
    {
        var ring = KeyRing.Parse($" new:{Bytes},\n old:{Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)])}\n", "SETTING");

        Assert.Equal("new", ring.CurrentId);
        Assert.Equal(["new", "old"], ring.Ids);
        Assert.True(ring.TryGet("old", out var old));
        Assert.Equal(7, old[0]);
        Assert.False(ring.TryGet("none", out _));
    }

    [Fact]
    public void Its_text_form_shows_no_key()
    {
        Assert.DoesNotContain(Bytes, KeyRing.Parse($"k1:{Bytes}", "SETTING").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-colon")]
    [InlineData(":AAAA")]
    [InlineData("k1:not base64 hunter2")]
    [InlineData("k1:aHVudGVyMg==")]
    [InlineData("k 1:aHVudGVyMg==")]
    public void Anything_else_is_refused_with_the_remedy_and_without_the_value(string text)
    {
        var refused = Assert.Throws<SettingsException>(() => KeyRing.Parse(text, "ANTPATH_VAULT_KEYS"));

        Assert.Contains("ANTPATH_VAULT_KEYS", refused.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_may_not_share_an_id()
    {
        Assert.Throws<SettingsException>(() => KeyRing.Parse($"k1:{Bytes},k1:{Bytes}", "SETTING"));
    }
}
