using Antpath.Engine.Mail;

namespace Antpath.Engine.Tests.Mail;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("  Ada.Lovelace+antpath@Example.ORG ", "ada.lovelace+antpath@example.org")]
    [InlineData("root@localhost", "root@localhost")]
    public void An_address_is_read_in_lower_case(string text, string value)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(value, address.Value);
        Assert.DoesNotContain("ada", address.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@example.org\r\nBcc: eve@example.org")]
    [InlineData("ada@example.org, eve@example.org")]
    [InlineData("\"ada lovelace\"@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@exam\u0131ple.org")] // a dotless i, which upper-casing turns into an I
    [InlineData("\u0430da@example.org")] // a Cyrillic a
    [InlineData("ada@-example.org")]
    [InlineData("ada@example..org")]
    public void What_is_no_plain_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void It_has_a_length()
    {
        Assert.True(EmailAddress.TryParse($"{new string('a', 64)}@example.org", out _));
        Assert.False(EmailAddress.TryParse($"{new string('a', 65)}@example.org", out _));
        Assert.False(EmailAddress.TryParse($"a@{string.Join('.', Enumerable.Repeat(new string('b', 60), 5))}", out _));
        Assert.False(EmailAddress.TryParse(new string(' ', 100_000), out _));
    }
}
