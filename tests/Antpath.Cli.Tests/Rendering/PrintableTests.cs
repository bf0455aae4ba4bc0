using Antpath.Cli.Rendering;

namespace Antpath.Cli.Tests.Rendering;

public sealed class PrintableTests
{
    [Fact]
    public void Text_from_outside_cannot_drive_the_terminal()
    {
        Assert.Equal("a·[31mb·c·d", Printable.Text("a\u001b[31mb\u202Ec\nd"));
        Assert.Equal("héllo 数据 😀", Printable.Text("héllo 数据 😀"));
        Assert.Equal("abc…", Printable.Cut("abcdef", 4));
    }

    [Fact]
    public void Words_that_look_like_credentials_are_not_repeated()
    {
        var key = "sk-ant-" + new string('x', 20);

        Assert.Equal("refused '[redacted] then Bearer [redacted] end", Printable.WithoutSecrets($"refused '[redacted] then Bearer abc end"));
        Assert.Equal("at [redacted]", Printable.WithoutSecrets($"at '{key}'"));
        Assert.Equal("tokens begin with ant_.", Printable.WithoutSecrets("tokens begin with ant_."));
    }
}
