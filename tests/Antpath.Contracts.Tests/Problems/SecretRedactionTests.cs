using Antpath.Contracts.Tests.Submission;
using Antpath.Problems;

namespace Antpath.Contracts.Tests.Problems;

public sealed class SecretRedactionTests
{
    [Fact]
    public void Every_credential_in_a_text_is_replaced()
    {
        var text = $"key {KeyShapes.Anthropic} and ghp_{KeyShapes.Noise(36)}, again {KeyShapes.Anthropic}; Authorization: Bearer {KeyShapes.Noise(12)}.";

        Assert.Equal("key [redacted] and [redacted], again [redacted]; Authorization: Bearer [redacted]", SecretRedaction.Redact(text));
    }

    [Fact]
    public void A_private_key_goes_with_all_its_lines() =>
        Assert.Equal("a [redacted]-----END X-----", SecretRedaction.Redact("a -----BEGIN " + "PRIVATE KEY-----\nMIIabc\ndef\n-----END X-----"));

    [Fact]
    public void A_key_cut_off_by_the_length_limit_does_not_slip_through()
    {
        var text = new string('x', SecretRedaction.CharsMax - 20) + " " + KeyShapes.Anthropic;

        Assert.EndsWith(SecretRedaction.Mark, SecretRedaction.Redact(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model not found")]
    [InlineData("")]
    [InlineData("Bearer of news")]
    public void Ordinary_text_is_left_alone(string text) => Assert.Equal(text, SecretRedaction.Redact(text));
}
