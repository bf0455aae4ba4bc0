using System.Net.Http.Headers;
using System.Text;
using Antpath.Engine.Outputs;
using CsCheck;

namespace Antpath.Engine.Tests.Outputs;

public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("the big report (2).csv", "the big report (2).csv")]
    [InlineData("Übersicht – 年度.txt", "Übersicht – 年度.txt")]
    [InlineData("🐜.md", "🐜.md")]
    [InlineData("50% off; \"now\".txt", "50% off; \"now\".txt")]
    [InlineData("../../etc/passwd", ".._.._etc_passwd")]
    [InlineData("C:\\temp\\x.txt", "C:_temp_x.txt")]
    [InlineData("a\r\nSet-Cookie: x=1", "a__Set-Cookie: x=1")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("name.", "name")]
    [InlineData("", "output")]
    [InlineData("..", "output")]
    [InlineData("\u202E", "output")]
    [InlineData("///", "output")]
    public void The_name_that_arrives_is_the_true_one_made_safe(string fileName, string arrives)
    {
        var header = ContentDispositionHeaderValue.Parse(ContentDisposition.Attachment(fileName));

        Assert.Equal("attachment", header.DispositionType);
        Assert.Equal(arrives, header.FileNameStar ?? header.FileName?.Trim('"'));
    }

    [Fact]
    public void Any_name_gives_one_line_of_ASCII_that_parses() => Gen.String.Sample(name =>
    {
        var header = ContentDisposition.Attachment(name);

        return header.All(c => c is >= ' ' and < '\x7f') && ContentDispositionHeaderValue.TryParse(header, out _);
    });

    [Fact]
    public void A_very_long_name_is_cut_without_breaking_a_character()
    {
        var header = ContentDispositionHeaderValue.Parse(ContentDisposition.Attachment(string.Concat(Enumerable.Repeat("🐜", 500))));

        Assert.True(header.FileNameStar!.EnumerateRunes().All(r => r == new Rune(0x1F41C)));
        Assert.InRange(header.FileNameStar.Length, 100, 202);
    }
}
