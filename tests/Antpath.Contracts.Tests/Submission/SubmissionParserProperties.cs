using System.Text.Json.Nodes;
using Antpath.Contracts.Tests.Json;
using Antpath.Json;
using Antpath.Problems;
using Antpath.Submission;
using CsCheck;

namespace Antpath.Contracts.Tests.Submission;

public sealed class SubmissionParserProperties
{
    private static readonly byte[] Sample = SampleSubmission.Bytes;

    private static readonly string[] Places = [.. Pointers(SampleSubmission.Root(), "")];

    [Fact]
    public void Random_bytes_are_refused_and_never_throw() =>
        Gen.Byte.Array[0, 200].Sample(bytes => SubmissionParser.Parse(bytes, SubmissionLimits.Default) is SubmissionParseResult.Refused);

    [Fact]
    public void A_damaged_submission_never_throws() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte, Gen.Int[0, 40]).Sample((at, value, removed) =>
        {
            var damaged = Sample.ToList();
            damaged[at] = value;
            damaged.RemoveRange(at, Math.Min(removed, damaged.Count - at));
            return SubmissionParser.Parse(damaged.ToArray(), SubmissionLimits.Default) is not null;
        });

    [Fact]
    public void A_member_replaced_by_anything_never_throws_and_every_refusal_says_where_and_what_to_do() =>
        Gen.Select(Gen.Int[0, Places.Length - 1], JsonGen.Tree).Sample((place, tree) =>
        {
            var replacement = JsonNode.Parse(JsonTreeWriter.ToUtf8(tree));
            var body = SampleSubmission.ToBytes(SampleSubmission.Root().With(Places[place], replacement));
            return SubmissionParser.Parse(body, SubmissionLimits.Default) is SubmissionParseResult.Accepted
                || Refused(body).All(p => p.Code.Length > 0 && p.Message.Length > 0 && (p.Pointer.Length == 0 || p.Pointer[0] == '/'));
        });

    [Fact]
    public void A_member_taken_away_never_throws()
    {
        foreach (var place in Places)
            Assert.NotNull(SubmissionParser.Parse(SampleSubmission.ToBytes(SampleSubmission.Root().Without(place)), SubmissionLimits.Default));
    }

    [Fact]
    public void A_value_under_secrets_never_shows_in_a_problem() =>
        Gen.Select(Gen.Int[0, Places.Length - 1].Where(i => Places[i].StartsWith("/secrets/", StringComparison.Ordinal)), Gen.Bool).Sample((place, asName) =>
        {
            const string Canary = "canary8531";
            var root = SampleSubmission.Root();
            root = asName ? root.With(Places[place], new JsonObject { [Canary] = Canary }) : root.With(Places[place], $"{Canary}\n");
            var result = SubmissionParser.Parse(SampleSubmission.ToBytes(root), SubmissionLimits.Default);
            return result is SubmissionParseResult.Accepted
                || !string.Join('\n', ((SubmissionParseResult.Refused)result).Problems).Contains(Canary, StringComparison.Ordinal);
        });

    private static IReadOnlyList<Problem> Refused(byte[] body) => ((SubmissionParseResult.Refused)SubmissionParser.Parse(body, SubmissionLimits.Default)).Problems;

    private static IEnumerable<string> Pointers(JsonNode? node, string at) => node switch
    {
        JsonObject members => members.SelectMany(m => Pointers(m.Value, $"{at}/{m.Key}").Prepend($"{at}/{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => Pointers(item, $"{at}/{i}").Prepend($"{at}/{i}")),
        _ => [],
    };
}
