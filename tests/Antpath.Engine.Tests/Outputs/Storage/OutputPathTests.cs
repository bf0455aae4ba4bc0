using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Outputs.Storage;

public sealed class OutputPathTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("C:/x")]
    public void A_path_that_could_lead_out_of_the_store_is_refused(string value) => Assert.Throws<ArgumentException>(() => OutputPath.Parse(value));

    [Fact]
    public void A_path_longer_than_its_column_is_refused()
    {
        Assert.Equal(500, OutputPath.Parse(new string('a', 500)).Value.Length);
        Assert.Throws<ArgumentException>(() => OutputPath.Parse(new string('a', 501)));
    }

    [Fact]
    public void A_new_path_reads_back()
    {
        var path = OutputPath.New(new WorkspaceId(Guid.CreateVersion7()));

        Assert.Equal(path, OutputPath.Parse(path.Value));
    }
}
