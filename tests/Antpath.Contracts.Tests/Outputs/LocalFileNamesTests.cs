using System.Text;

namespace Antpath.Contracts.Tests.Outputs;

public sealed class LocalFileNamesTests
{
    [Theory]
    [InlineData("report.md", "report.md")]
    [InlineData("Bericht – 2026.md", "Bericht – 2026.md")]
    [InlineData("数据.csv", "数据.csv")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..\\..\\windows\\win.ini", "win.ini")]
    [InlineData("/absolute/path.txt", "path.txt")]
    [InlineData("c:evil.txt", "c_evil.txt")]
    [InlineData("..", "output")]
    [InlineData(".", "output")]
    [InlineData("", "output")]
    [InlineData("folder/", "output")]
    [InlineData("   ", "output")]
    [InlineData("trailing. . ", "trailing")]
    [InlineData("a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h")]
    [InlineData("new\nline\ttab\0nul", "newlinetabnul")]
    [InlineData("\u202Egpj.exe", "gpj.exe")]
    [InlineData("\u2066hidden\u2069.txt", "hidden.txt")]
    [InlineData("zero\u200Bwidth.txt", "zerowidth.txt")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("com1.tar.gz", "_com1.tar.gz")]
    [InlineData("aux .txt", "_aux .txt")]
    [InlineData("console.txt", "console.txt")]
    [InlineData(".gitignore", ".gitignore")]
    public void Names_are_made_safe(string trueName, string local) => Assert.Equal(local, LocalFileNames.Safe(trueName));

    [Fact]
    public void A_half_character_is_replaced() => Assert.Equal("a_.txt", LocalFileNames.Safe("a" + '\uD83D' + ".txt"));

    [Fact]
    public void Long_names_are_cut_before_the_extension_and_between_characters()
    {
        var local = LocalFileNames.Safe(new string('é', 300) + ".tar.gz");

        Assert.InRange(Encoding.UTF8.GetByteCount(local), 190, LocalFileNames.BytesMax);
        Assert.EndsWith("é.gz", local.Replace(".tar", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(LocalFileNames.Safe("a." + new string('x', 500))), 1, LocalFileNames.BytesMax);
    }

    [Fact]
    public void Equal_names_are_told_apart_also_where_only_the_case_differs()
    {
        Assert.Equal(["a.txt", "A (2).txt", "a (3).txt", "b"], LocalFileNames.Assign(["a.txt", "dir/A.txt", "../a.txt", "b"]));
        Assert.Equal(["x (2).txt", "x.txt", "x (3).txt"], LocalFileNames.Assign(["x (2).txt", "x.txt", "x.txt"]));
    }

    [Fact]
    public void A_hundred_thousand_equal_names_are_told_apart_in_a_moment() =>
        Assert.Equal("x (100000).txt", LocalFileNames.Assign([.. Enumerable.Repeat("x.txt", 100_000)])[^1]);

    [Fact]
    public void Whatever_the_names_are_the_local_ones_are_distinct_bare_and_short()
    {
        var random = new Random(7);
        var alphabet = "ab.. /\\:\u202E\0é数\uD83D\uDE00COMNUL1*";
        var names = Enumerable.Range(0, 3000).Select(_ => new string([.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => alphabet[random.Next(alphabet.Length)])])).ToList();

        var local = LocalFileNames.Assign(names);

        Assert.Equal(local.Count, local.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(local, name =>
        {
            Assert.Equal(Path.GetFileName(name), name);
            Assert.DoesNotContain('\\', name);
            Assert.NotEqual("", name.Trim('.', ' '));
            Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, LocalFileNames.BytesMax);
        });
    }
}
