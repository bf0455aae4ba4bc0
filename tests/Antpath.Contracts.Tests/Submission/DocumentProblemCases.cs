using System.Text.Json.Nodes;
using Antpath.Problems;

namespace Antpath.Contracts.Tests.Submission;

/// <summary>What can be wrong with the document itself, and with shapes and values anywhere.</summary>
internal static class DocumentProblemCases
{
    public static IEnumerable<ProblemCase> All =>
    [
        new("too many bytes", ProblemCodes.BodyTooLarge, "", new byte[(16 << 20) + 1]),
        new("half a character", ProblemCodes.InvalidUtf8, "", [(byte)'"', 0xC3, (byte)'"']),
        ProblemCase.Raw("no JSON", ProblemCodes.InvalidJson, "", "{ template: 1 }"),
        ProblemCase.Raw("nothing", ProblemCodes.InvalidJson, "", ""),
        ProblemCase.Raw("a comment", ProblemCodes.InvalidJson, "", "{} // done"),
        ProblemCase.Raw("a trailing comma", ProblemCodes.InvalidJson, "", "{\"tags\":[\"a\",]}"),
        ProblemCase.Raw("two documents", ProblemCodes.InvalidJson, "", "{} {}"),
        ProblemCase.Raw("half a surrogate pair", ProblemCodes.InvalidUnicode, "/tags/0", "{\"tags\":[\"\\ud800\"]}"),
        ProblemCase.Raw("too deep", ProblemCodes.JsonTooDeep, string.Concat(Enumerable.Repeat("/0", 32)), new string('[', 33) + new string(']', 33)),
        ProblemCase.Raw("too deep for the JSON reader", ProblemCodes.JsonTooDeep, string.Concat(Enumerable.Repeat("/0", 32)), new string('[', 5000)),
        ProblemCase.Raw("too many values", ProblemCodes.JsonTooManyValues, "/99999", $"[{string.Join(',', Enumerable.Repeat('1', 100_001))}]"),
        ProblemCase.Raw("a long member name", ProblemCodes.MemberNameTooLong, "", $"{{\"{new string('n', 257)}\":1}}"),
        ProblemCase.Raw("a member twice", ProblemCodes.DuplicateMember, "/priority", "{\"priority\":1,\"priority\":2}"),
        ProblemCase.Raw("a huge number", ProblemCodes.NumberOutOfRange, "/priority", "{\"priority\":1e999}"),
        ProblemCase.Raw("an array", ProblemCodes.WrongType, "", "[]"),
        ProblemCase.Of("a hundred and one problems", ProblemCodes.TooManyProblems, "", root =>
        {
            for (var i = 0; i < 101; i++)
                root[$"unexpected{i}"] = i;

            return root;
        }),
        ProblemCase.Set(ProblemCodes.UnknownMember, "/tag", "[]"),
        ProblemCase.Set(ProblemCodes.PrivateUrl, "/template/agent/mcpServers/0/url", "\"https://169.254.169.254/mcp\""),
        ProblemCase.Set(ProblemCodes.UnknownMember, "/template/agent/mcp_servers", "[]"),
        ProblemCase.Set(ProblemCodes.UnknownMember, "/template/agent/tools/0/default_config", "{}"),
        ProblemCase.Set(ProblemCodes.UnknownMember, "/template/environment/type", "\"cloud\""),
        ProblemCase.Set(ProblemCodes.UnknownMember, "/template/variables/topic/minimum", "1"),
        ProblemCase.Missing(ProblemCodes.MissingMember, "/template", ""),
        ProblemCase.Missing(ProblemCodes.MissingMember, "/secrets", ""),
        ProblemCase.Missing(ProblemCodes.MissingMember, "/secrets/anthropic", "/secrets"),
        ProblemCase.Missing(ProblemCodes.MissingMember, "/template/agent/model", "/template/agent"),
        ProblemCase.Missing(ProblemCodes.MissingMember, "/template/prompt", "/template"),
        ProblemCase.Missing(ProblemCodes.MissingMember, "/template/variables/tone/values", "/template/variables/tone"),
        ProblemCase.Set(ProblemCodes.WrongType, "/template", "\"quarterly-report\""),
        ProblemCase.Set(ProblemCodes.WrongType, "/template/prompt", "null"),
        ProblemCase.Set(ProblemCodes.WrongType, "/tags", "{}"),
        ProblemCase.Set(ProblemCodes.WrongType, "/tags/0", "1"),
        ProblemCase.Set(ProblemCodes.WrongType, "/priority", "1.5"),
        ProblemCase.Set(ProblemCodes.WrongType, "/priority", "9007199254740992"),
        ProblemCase.Set(ProblemCodes.WrongType, "/cleanup", "null"),
        ProblemCase.Set(ProblemCodes.WrongType, "/template/agent/tools/0/defaultConfig/enabled", "\"yes\""),
        ProblemCase.Set(ProblemCodes.WrongType, "/variables/topic", "null"),
        ProblemCase.Set(ProblemCodes.WrongType, "/variables/rows", "\"7\""),
        ProblemCase.Set(ProblemCodes.WrongType, "/variables/ratio", "true"),
        ProblemCase.Set(ProblemCodes.WrongType, "/variables/draft", "0"),
        ProblemCase.Set(ProblemCodes.TooShort, "/variables/topic", "\"\""),
        ProblemCase.Set(ProblemCodes.TooShort, "/template/prompt", "\"\""),
        ProblemCase.Long(ProblemCodes.TooLong, "/variables/topic", 201),
        ProblemCase.Long(ProblemCodes.TooLong, "/template/description", 1025),
        ProblemCase.Long(ProblemCodes.TooLong, "/template/prompt", 200_001),
        ProblemCase.Long(ProblemCodes.TooLong, "/template/agent/system", 100_001),
        ProblemCase.Long(ProblemCodes.TooLong, "/tags/0", 65),
        ProblemCase.Of("seventeen tags", ProblemCodes.TooManyItems, "/tags", root => root.With("/tags", List(17, i => $"t{i}"))),
        ProblemCase.Of("65 variables", ProblemCodes.TooManyItems, "/template/variables", root =>
        {
            for (var i = 0; i < 60; i++)
                root.WithJson($"/template/variables/v{i}", "{\"type\":\"string\"}");

            return root;
        }),
        ProblemCase.Of("101 hosts", ProblemCodes.TooManyItems, "/template/environment/networking/allowedHosts", root =>
            root.With("/template/environment/networking/allowedHosts", List(101, i => $"h{i}.example.com"))),
        ProblemCase.Set(ProblemCodes.TooFewItems, "/template/variables/tone/values", "[]"),
        ProblemCase.Set(ProblemCodes.TooFewItems, "/template/agent/tools/0/configs/1/allowedDomains", "[]"),
        ProblemCase.Set(ProblemCodes.DuplicateItem, "/tags", "[\"a\",\"a\"]", "/tags/1"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/priority", "101"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/priority", "-101"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/variables/rows", "101"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/variables/ratio", "1.01"),
        ProblemCase.Set(ProblemCodes.InvalidValue, "/cleanup/claudeSession", "\"keep\""),
        ProblemCase.Set(ProblemCodes.InvalidValue, "/variables/tone", "\"loud\""),
        ProblemCase.Set(ProblemCodes.InvalidFormat, "/tags/0", "\"two words\""),
    ];

    private static JsonArray List(int count, Func<int, string> item) => new([.. Enumerable.Range(0, count).Select(i => JsonValue.Create(item(i)))]);
}
