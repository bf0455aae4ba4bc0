using System.Buffers.Text;
using Antpath.Engine.Outputs.Links;
using Antpath.Ids;
using CsCheck;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Outputs.Links;

public sealed class LinkTokensTests
{
    private static readonly string FirstKey = EngineUnderTest.Key("l1");
    private static readonly string SecondKey = EngineUnderTest.Key("l2");

    private readonly LinkTokens _tokens = Tokens(FirstKey);

    private readonly LinkClaim _claim = new(
        new WorkspaceId(Guid.CreateVersion7()), new RunId(Guid.CreateVersion7()), new OutputId(Guid.CreateVersion7()), DateTimeOffset.FromUnixTimeSeconds(1_795_000_000));

    [Fact]
    public void A_token_says_what_was_written() => Assert.Equal(_claim, _tokens.Read(_tokens.Write(_claim)));

    [Fact]
    public void Changing_any_single_bit_makes_it_worthless()
    {
        var token = Base64Url.DecodeFromChars(_tokens.Write(_claim));
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            token[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(_tokens.Read(Base64Url.EncodeToString(token)));
            token[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Cutting_or_lengthening_it_makes_it_worthless()
    {
        var token = _tokens.Write(_claim);

        Assert.All(Enumerable.Range(0, token.Length), length => Assert.Null(_tokens.Read(token[..length])));
        Assert.Null(_tokens.Read(token + "AAAA"));
    }

    [Fact]
    public void Any_text_is_read_without_an_exception() => Gen.String.Sample(text => _tokens.Read(text) is null);

    [Fact]
    public void A_key_that_signs_no_more_is_still_believed_while_it_is_listed()
    {
        var token = _tokens.Write(_claim);

        Assert.Equal(_claim, Tokens($"{SecondKey},{FirstKey}").Read(token));
        Assert.Null(Tokens(SecondKey).Read(token));
    }

    [Fact]
    public void Another_key_under_the_same_name_does_not_do() => Assert.Null(Tokens(EngineUnderTest.Key("l1")).Read(_tokens.Write(_claim)));

    [Fact]
    public void A_token_for_one_thing_opens_no_other() =>
        Assert.Null(new LinkTokens(Options.Create(new LinkOptions { Key = FirstKey }), LinkAudience.RunArchive).Read(_tokens.Write(_claim)));

    private static LinkTokens Tokens(string keys) => new(Options.Create(new LinkOptions { Key = keys }), LinkAudience.OutputContent);
}
