using Antpath.Cli.Commands;

namespace Antpath.Cli.Tests.Commands;

public sealed class DurationsTests
{
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
}
