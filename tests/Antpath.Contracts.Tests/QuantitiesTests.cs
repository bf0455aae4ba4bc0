namespace Antpath.Contracts.Tests;

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
    [InlineData(0, "just now")]
    [InlineData(42, "42s ago")]
    [InlineData(200, "3m ago")]
    [InlineData(7_300, "2h ago")]
    [InlineData(180_000, "2d ago")]
    [InlineData(8_640_000, "2026-08-14")]
    public void Instants_are_for_people(int secondsAgo, string text)
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(text, Quantities.Ago(now.AddSeconds(-secondsAgo), now));
    }

    [Theory]
    [InlineData(0.4, "0.4s")]
    [InlineData(59, "59s")]
    [InlineData(61, "1m 1s")]
    [InlineData(3_725, "1h 2m")]
    [InlineData(180_000, "2d 2h")]
    public void Durations_are_for_people(double seconds, string text) => Assert.Equal(text, Quantities.Duration(TimeSpan.FromSeconds(seconds)));
}
