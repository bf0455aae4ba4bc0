using System.Text;
using Antpath.Json;
using CsCheck;

namespace Antpath.Contracts.Tests.Json;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785 §3.2.2 to §3.2.4: the worked example.</summary>
    [Fact]
    public void The_worked_example_of_the_specification_comes_out_byte_for_byte()
    {
        const string Input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50,
                          2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string Expected =
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c34"
            + "2e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d";

        Assert.Equal(Expected, Convert.ToHexString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(Input))).ToLowerInvariant());
    }

    /// <summary>RFC 8785 §3.2.3: members sort by UTF-16 code units, so an emoji comes before U+FB33.</summary>
    [Fact]
    public void Members_are_sorted_by_utf16_code_units()
    {
        const string Input = """
            { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }
            """;
        const string Expected =
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\","
            + "\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}";

        Assert.Equal(Expected, Canonical(Input));
    }

    [Theory]
    [InlineData("[1.0]", "[1]")]
    [InlineData("[1e0]", "[1]")]
    [InlineData("[100E-2]", "[1]")]
    [InlineData("[-0]", "[0]")]
    [InlineData("[1e21]", "[1e+21]")]
    [InlineData(" { } ", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("\"\\u00e9\"", "\"é\"")]
    [InlineData("\"e\\u0301\"", "\"e\u0301\"")]
    [InlineData("\"\\u007f\\u2028\"", "\"\u007f\u2028\"")]
    [InlineData("\"\\b\\t\\n\\f\\r\\u0001\\u001f\"", "\"\\b\\t\\n\\f\\r\\u0001\\u001f\"")]
    [InlineData("{\"b\":{\"d\":1,\"c\":2},\"a\":[3,{\"z\":1,\"y\":2}]}", "{\"a\":[3,{\"y\":2,\"z\":1}],\"b\":{\"c\":2,\"d\":1}}")]
    public void Spellings_of_the_same_value_have_one_form(string input, string expected) => Assert.Equal(expected, Canonical(input));

    [Fact]
    public void The_hash_is_the_one_that_other_tools_compute_over_the_canonical_form() =>
        Assert.Equal(
            "sha256:43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777",
            CanonicalJson.Hash("{ \"b\": 2.0, \"a\": 1 }"u8));

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("[1e400]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[1,]")]
    [InlineData("[1] /* no */")]
    [InlineData("")]
    public void What_has_no_canonical_form_is_refused(string input) =>
        Assert.Throws<FormatException>(() => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(input)));

    [Fact]
    public void The_canonical_form_of_a_canonical_form_is_itself() =>
        JsonGen.Tree.Sample(tree =>
        {
            var once = CanonicalJson.Write(tree);
            return once.AsSpan().SequenceEqual(CanonicalJson.Canonicalize(once));
        });

    [Fact]
    public void Neither_order_of_members_nor_white_space_matters() =>
        Gen.Select(JsonGen.Tree, Gen.Int).Sample((tree, seed) =>
        {
            var shuffled = JsonTreeWriter.ToUtf8(JsonGen.Shuffle(tree, new Random(seed)), indented: seed % 2 == 0);
            return CanonicalJson.Write(tree).AsSpan().SequenceEqual(CanonicalJson.Canonicalize(shuffled));
        });

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));
}
