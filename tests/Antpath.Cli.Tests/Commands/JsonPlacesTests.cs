using System.Text;
using Antpath.Cli.Commands.Run;

namespace Antpath.Cli.Tests.Commands;

public sealed class JsonPlacesTests
{
    private const string Json = "{\n  \"a\": 1,\n  \"b/c\": [\n    {},\n    { \"d\":\n      2 }\n  ],\n  \"e\": { \"x\": {} }\n}";

    [Theory]
    [InlineData("", 1)]
    [InlineData("/a", 2)]
    [InlineData("/b~1c", 3)]
    [InlineData("/b~1c/1", 5)]
    [InlineData("/b~1c/1/d", 6)]
    [InlineData("/b~1c/7", 3)]
    [InlineData("/e/x/gone", 8)]
    [InlineData("/gone", 1)]
    public void A_pointer_has_a_line(string pointer, int line) => Assert.Equal(line, JsonPlaces.LineOf(Encoding.UTF8.GetBytes(Json), pointer));

    [Fact]
    public void What_is_no_json_has_none() => Assert.Null(JsonPlaces.LineOf("{ nope"u8, "/a"));
}
