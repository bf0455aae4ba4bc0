using System.Globalization;
using System.Text;
using Antpath.Engine.Outputs.Links;
using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Submission;
using Antpath.Templates;
using Antpath.Testing.Fuzzing;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Fuzzing;

/// <summary>
/// Spoilt inputs for everything that reads what strangers send. <c>make test</c> takes a few thousand of each, <c>make fuzz</c> as many as fit into the
/// minutes it is given. A finding is named with the number that repeats it.
/// </summary>
public sealed class FuzzTests
{
    private const int InputsByDefault = 3000;

    private static readonly LinkTokens Links = new(Options.Create(new LinkOptions { Key = EngineUnderTest.Key("l1") }), LinkAudience.OutputContent);

    private static readonly LinkClaim Claim = new(
        new WorkspaceId(Guid.CreateVersion7()), new RunId(Guid.CreateVersion7()), new OutputId(Guid.CreateVersion7()), DateTimeOffset.FromUnixTimeSeconds(1_795_000_000));

    private static readonly Dictionary<string, (IReadOnlyList<byte[]> Corpus, Action<byte[]> Read)> Targets = new(StringComparer.Ordinal)
    {
        ["submission"] = (FuzzCorpus.Of(FuzzCorpus.Submission), ReadSubmission),
        ["template"] = (FuzzCorpus.Of(FuzzCorpus.Template), ReadTemplate),
        ["cursor"] = (FuzzCorpus.Of(Cursor.Of(7L), Cursor.OfAudit(7), Cursor.Of(Cursor.Newest), Cursor.Of(Cursor.FirstOutput)), ReadCursor),
        ["link"] = (FuzzCorpus.Of(Links.Write(Claim)), ReadLink),
        ["token"] = (FuzzCorpus.Of(ApiTokenText.Create(new ApiTokenId(Guid.CreateVersion7())).Reveal()), ReadToken),
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_input_breaks_a_reader(string target)
    {
        if (Setting("ANTPATH_FUZZ_TARGET") is { } wanted && wanted != target)
            return;
        var (corpus, read) = Targets[target];
        var mutator = new Mutator(corpus);
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var minutes = Number("ANTPATH_FUZZ_MINUTES");
        var first = (int)(Number("ANTPATH_FUZZ_SEED") ?? 1);
        var inputs = Number("ANTPATH_FUZZ_SEED") is null ? InputsByDefault : 1;
        var taken = 0;
        for (var number = first; minutes is null ? number < first + inputs : time.GetElapsedTime(began) < TimeSpan.FromMinutes(minutes.Value); number++)
        {
            try
            {
                read(mutator.Input(number));
            }
            catch (Exception finding)
            {
                throw new InvalidOperationException($"make fuzz ARGS=\"--target {target} --seed {number}\" repeats it: {finding.Message}", finding);
            }

            taken++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{target}: {taken} inputs without a finding");
    }

    [Fact]
    public void What_is_spoilt_was_good()
    {
        var submission = SubmissionParser.Parse(Encoding.UTF8.GetBytes(FuzzCorpus.Submission), SubmissionLimits.Default);
        Assert.True(submission is SubmissionParseResult.Accepted, string.Join('\n', (submission as SubmissionParseResult.Refused)?.Problems ?? []));
        Assert.IsType<TemplateParseResult.Valid>(Template.TryParse(FuzzCorpus.Template));
        Assert.Equal(Claim, Links.Read(Links.Write(Claim)));
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static double? Number(string name) => Setting(name) is { } value ? double.Parse(value, CultureInfo.InvariantCulture) : null;

    private static void ReadSubmission(byte[] input)
    {
        if (SubmissionParser.Parse(input, SubmissionLimits.Default) is SubmissionParseResult.Refused refused)
            Assert.All(refused.Problems, problem => Assert.True(problem.Code.Length > 0 && problem.Message.Length > 0));
    }

    private static void ReadTemplate(byte[] input)
    {
        if (Template.TryParse(input) is TemplateParseResult.Valid parsed)
            Assert.Equal(parsed.Template.Hash, Template.Parse(parsed.Template.ToJson()).Hash);
    }

    private static void ReadCursor(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (Cursor.TryRead(text, out long sequence))
            Assert.True(sequence >= 0);
        if (Cursor.TryReadAudit(text, out var place))
            Assert.True(place >= 0);
        if (Cursor.TryRead(text, out RunPlace run))
            Assert.InRange(run.CreatedAt, DateTimeOffset.UnixEpoch, Cursor.Newest.CreatedAt);
        Cursor.TryRead(text, out OutputPlace _);
    }

    private static void ReadLink(byte[] input) => Assert.True(Links.Read(Encoding.UTF8.GetString(input)) is not { } claim || claim == Claim, "a forged link was read");

    private static void ReadToken(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (ApiTokenText.TryParse(text, out var token))
            Assert.Equal(text, token.Reveal());
    }
}
