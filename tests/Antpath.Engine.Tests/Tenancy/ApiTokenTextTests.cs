using System.Text.RegularExpressions;
using Antpath.Engine.Tenancy;
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
