using Antpath.Json;

namespace Antpath.Contracts.Tests.Json;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["name", "mcpServers", "inputFiles", "prompt", "tools"];

    [Theory]
    [InlineData("nmae", "name")]
    [InlineData("Name", "name")]
    [InlineData("mcp_servers", "mcpServers")]
    [InlineData("inputFile", "inputFiles")]
    [InlineData("promt", "prompt")]
    [InlineData("tool", "tools")]
    [InlineData("retention", null)]
    [InlineData("", null)]
    public void A_misspelt_name_is_recognised_and_a_different_one_is_not(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, Known));
}
