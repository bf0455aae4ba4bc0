using Antpath.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Antpath.Server.Tests.Api;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("?at=2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000000+00:00")]
    [InlineData("?at=2026-01-31T12:00:00.25Z", "2026-01-31T12:00:00.2500000+00:00")]
    [InlineData("?at=2026-01-31T12:00:00%2B02:00", "2026-01-31T10:00:00.0000000+00:00")]
    [InlineData("?at=2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.0000000+00:00")]
    [InlineData("?at=2026-01-31", "2026-01-31T00:00:00.0000000+00:00")]
    public void Times_are_RFC_3339(string query, string expected)
    {
        var reader = Reader(query);

        Assert.Equal(expected, reader.Instant("at")?.ToString("O"));
        Assert.Null(reader.Close());
    }

    [Theory]
    [InlineData("?at=yesterday")]
    [InlineData("?at=31.01.2026")]
    [InlineData("?at=2026-13-01T00:00:00Z")]
    [InlineData("?at=")]
    public void Other_times_are_refused(string query)
    {
        var reader = Reader(query);

        Assert.Null(reader.Instant("at"));
        Assert.Equal("?at", reader.Close()!.Errors!.Single().Pointer);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("?n=1", 1)]
    [InlineData("?n=10", 10)]
    public void Numbers_have_a_default_and_bounds(string query, int expected)
    {
        var reader = Reader(query);

        Assert.Equal(expected, reader.Integer("n", 5, 1, 10));
        Assert.Null(reader.Close());
    }

    [Theory]
    [InlineData("?n=0")]
    [InlineData("?n=11")]
    [InlineData("?n=1.5")]
    [InlineData("?n=%2B1")]
    [InlineData("?n=99999999999999")]
    [InlineData("?n=1&n=1")]
    public void Other_numbers_are_refused(string query)
    {
        var reader = Reader(query);

        Assert.Equal(5, reader.Integer("n", 5, 1, 10));
        Assert.Equal("?n", reader.Close()!.Errors!.Single().Pointer);
    }

    [Fact]
    public void Every_bad_parameter_is_named_at_once()
    {
        var reader = Reader("?n=0&at=never&other=1");
        reader.Integer("n", 5, 1, 10);
        reader.Instant("at");

        Assert.Equal(["?n", "?at", "?other"], reader.Close()!.Errors!.Select(e => e.Pointer));
    }

    [Fact]
    public void A_name_that_could_be_a_secret_is_not_repeated()
    {
        var problem = Reader("?" + new string('x', 100) + "=1").Close()!;

        Assert.Equal("?", problem.Errors!.Single().Pointer);
    }

    private static QueryReader Reader(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
