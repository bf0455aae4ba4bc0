using System.Text.RegularExpressions;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Database;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Tenancy;

public sealed partial class ApiTokenTextTests
{
    private static readonly ApiTokenId Id = new(Guid.Parse("0198c5a0-1111-7222-8333-444455556666"));

    [Fact]
    public void A_new_token_has_the_published_form_and_reads_back()
    {
        var token = ApiTokenText.Create(Id);

        Assert.Matches(Form(), token.Reveal());
        Assert.True(ApiTokenText.TryParse(token.Reveal(), out var read));
        Assert.Equal(Id, read.Id);
    }

    /// <summary>docs/tokens.md tells scanners what to look for and how to check it; this follows its words.</summary>
    [Fact]
    public void The_form_that_scanners_are_told_finds_every_token_and_its_checksum()
    {
        const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        var page = File.ReadAllText(Path.Combine(DataDictionaryTests.RepositoryRoot(), "docs", "tokens.md"));
        var form = new Regex(page.Split("Every token matches `", 2)[1].Split('`', 2)[0], RegexOptions.None, TimeSpan.FromSeconds(2));

        for (var i = 0; i < 100; i++)
        {
            var token = ApiTokenText.Create(new ApiTokenId(Guid.CreateVersion7())).Reveal();

            var found = form.Match($"export ANTPATH_API_TOKEN='{token}' # do not commit").Value;

            Assert.Equal(token, found);
            uint crc = 0xFFFFFFFF;
            foreach (var c in found[..^6])
            {
                crc ^= c;
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }

            crc = ~crc;
            Assert.Equal(found[^6..], string.Concat(Enumerable.Range(0, 6).Select(n => Alphabet[(int)((crc >> (25 - (5 * n))) & 31)])));
        }

        Assert.DoesNotMatch(form, "ant_hill is no token, and neither is x" + ApiTokenText.Create(Id).Reveal());
    }

    [Fact]
    public void Two_tokens_of_one_id_differ_and_show_nothing()
    {
        var token = ApiTokenText.Create(Id);

        Assert.NotEqual(token.Reveal(), ApiTokenText.Create(Id).Reveal());
        Assert.Equal("[redacted]", token.ToString());
        Assert.Equal("[redacted]", $"{token}");
    }

    [Fact]
    public void Every_single_typo_and_every_swap_of_neighbours_is_noticed()
    {
        var text = ApiTokenText.Create(Id).Reveal();

        for (var i = 0; i < text.Length; i++)
        {
            var typed = text.ToCharArray();
            typed[i] = typed[i] == 'x' ? 'y' : 'x';
            Assert.False(ApiTokenText.TryParse(new string(typed), out _), $"typo at {i}");
            if (i == 0 || text[i] == text[i - 1])
                continue;
            typed = text.ToCharArray();
            (typed[i], typed[i - 1]) = (typed[i - 1], typed[i]);
            Assert.False(ApiTokenText.TryParse(new string(typed), out _), $"swap at {i}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ant_")]
    [InlineData("Bearer ant_")]
    public void Other_texts_are_no_tokens(string? text)
    {
        Assert.False(ApiTokenText.TryParse(text, out _));
    }

    [Fact]
    public void A_cut_off_or_upper_case_copy_is_no_token()
    {
        var text = ApiTokenText.Create(Id).Reveal();

        Assert.False(ApiTokenText.TryParse(text[..^1], out _));
        Assert.False(ApiTokenText.TryParse(text.ToUpperInvariant(), out _));
        Assert.False(ApiTokenText.TryParse(text + " ", out _));
    }

    [GeneratedRegex("^ant_[0-9a-hjkmnp-tv-z]{64}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
