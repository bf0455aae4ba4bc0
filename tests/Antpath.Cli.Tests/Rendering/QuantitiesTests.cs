using Antpath.Cli.Commands;
using Antpath.Cli.Rendering;

namespace Antpath.Cli.Tests.Rendering;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1_048_575, "1.0 MiB")]
    [InlineData(104_857_600, "100.0 MiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Sizes_are_for_people(long bytes, string text) => Assert.Equal(text, Quantities.Bytes(bytes));

    [Theory]
    [InlineData(0.4, "0.4s")]
    [InlineData(59, "59s")]
    [InlineData(61, "1m 1s")]
    [InlineData(3_725, "1h 2m")]
    [InlineData(180_000, "2d 2h")]
    public void Durations_are_for_people(double seconds, string text) => Assert.Equal(text, Quantities.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172_800)]
    public void Durations_are_read_as_people_write_them(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Read("--timeout", text));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("999d")]
    public void Other_durations_are_refused(string text) => Assert.Throws<BadInputException>(() => Durations.Read("--timeout", text));

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
