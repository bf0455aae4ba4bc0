using Antpath.Submission;

namespace Antpath.Contracts.Tests.Submission;

public sealed class FrontmatterTests
{
    [Theory]
    [InlineData("---\nname: a\ndescription: plain text: with colon\n---\nbody", "plain text: with colon")]
    [InlineData("---\r\nname: a\r\ndescription: \"quoted\"\r\n---\r\n", "quoted")]
    [InlineData("---\ndescription: 'single'\nname: a\n---", "single")]
    [InlineData("---\nname: a\ndescription: >\n  folded\n  lines\nlicense: x\n---\n", "folded lines")]
    [InlineData("---\nname: a\ndescription: |-\n  kept\n  lines\n---\n", "kept lines")]
    [InlineData("---\nname: a\n# comment\ndescription: first\n  second\n---\n", "first second")]
    [InlineData("\uFEFF---\nname: a\ndescription: after a byte order mark\n---\n", "after a byte order mark")]
    public void Plain_quoted_and_block_values_are_read(string markdown, string description)
    {
        var members = Frontmatter.Read(markdown)!;

        Assert.Equal("a", members["name"]);
        Assert.Equal(description, members["description"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# Title\n---\nname: a\n---\n")]
    [InlineData("---\nname: a\n")]
    public void A_file_without_a_closed_header_has_none(string markdown) => Assert.Null(Frontmatter.Read(markdown));
}
