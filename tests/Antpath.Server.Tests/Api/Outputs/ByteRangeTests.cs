using Antpath.Server.Api.Outputs;

namespace Antpath.Server.Tests.Api.Outputs;

public sealed class ByteRangeTests
{
    [Theory]
    [InlineData(null, 0, 100, false)]
    [InlineData("bytes=0-99", 0, 100, true)]
    [InlineData("bytes=0-", 0, 100, true)]
    [InlineData("bytes=40-", 40, 60, true)]
    [InlineData("bytes=40-59", 40, 20, true)]
    [InlineData("bytes=99-99", 99, 1, true)]
    [InlineData("bytes=90-200", 90, 10, true)]
    [InlineData("bytes=-10", 90, 10, true)]
    [InlineData("bytes=-1000", 0, 100, true)]
    [InlineData("bytes=0-1,5-6", 0, 100, false)] // several ranges: the whole file is allowed, and simpler
    [InlineData("lines=1-2", 0, 100, false)]
    [InlineData("bytes=9-3", 0, 100, false)]
    [InlineData("nonsense", 0, 100, false)]
    public void A_range_of_a_hundred_bytes(string? header, long offset, long length, bool partial) =>
        Assert.Equal(new ByteRange(offset, length, partial), ByteRange.Select(header, rangeHolds: true, 100));

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=100-200")]
    [InlineData("bytes=-0")]
    public void A_range_after_the_end_is_not_there(string header) => Assert.Null(ByteRange.Select(header, rangeHolds: true, 100));

    [Fact]
    public void A_range_of_a_file_that_changed_is_the_whole_file() =>
        Assert.Equal(new ByteRange(0, 100, false), ByteRange.Select("bytes=40-", rangeHolds: false, 100));

    [Theory]
    [InlineData("bytes=0-")]
    [InlineData("bytes=-5")]
    public void An_empty_file_has_no_range(string header) => Assert.Null(ByteRange.Select(header, rangeHolds: true, 0));
}
