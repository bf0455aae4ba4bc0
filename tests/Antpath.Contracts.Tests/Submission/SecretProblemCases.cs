using System.Text;
using Antpath.Problems;

namespace Antpath.Contracts.Tests.Submission;

/// <summary>What can be wrong with variables and secrets.</summary>
internal static class SecretProblemCases
{
    private const string Servers = "/secrets/mcpServers";
    private const string Skills = "/secrets/skills";

    public static IEnumerable<ProblemCase> All => [.. Variables, .. Leaks, .. Credentials, .. Uploads];

    private static IEnumerable<ProblemCase> Variables =>
    [
        ProblemCase.Missing(ProblemCodes.VariableMissing, "/variables/topic", "/variables"),
        ProblemCase.Missing(ProblemCodes.VariableMissing, "/variables", "/variables"),
        ProblemCase.Set(ProblemCodes.VariableUnknown, "/variables/topics", "\"ants\""),
        ProblemCase.Of("a long text often", ProblemCodes.RenderedTooLong, "/template/prompt", root => root
            .With("/template/prompt", string.Concat(Enumerable.Repeat("{{long}}", 20_000)))
            .WithJson("/template/variables/long", "{\"type\":\"string\"}")
            .With("/variables/long", new string('x', 100_000))),
        ProblemCase.Of("nothing left", ProblemCodes.TooShort, "/template/prompt", root => root
            .With("/template/prompt", "{{nothing}}")
            .WithJson("/template/variables/nothing", "{\"type\":\"string\"}")),
    ];

    private static IEnumerable<ProblemCase> Leaks =>
    [
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/apiKey", "\"x\""),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/template/agent/api_key", "1"),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/template/secrets", "{}"),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/variables/githubToken", "\"x\""),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/template/variables/password", "{\"type\":\"string\"}"),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/extra", "{\"deep\":[{\"mcpCredentials\":{}}]}", "/extra/deep/0/mcpCredentials"),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, "/template/agent/mcpServers/0/headers", "{\"Authorization\":\"x\"}", "/template/agent/mcpServers/0/headers/Authorization"),
        Leak("/variables/topic"),
        Leak("/template/prompt"),
        Leak("/template/agent/system"),
        Leak("/template/description"),
        Leak("/template/inputFiles/0/content"),
        Leak("/tags/0"),
        Leak("/unknown"),
        ProblemCase.Of("a key in base64", ProblemCodes.SecretValueOutsideSecrets, "/template/inputFiles/1/content", root =>
            root.With("/template/inputFiles/1/content", Convert.ToBase64String(Encoding.UTF8.GetBytes($"KEY={KeyShapes.Anthropic}")))),
        ProblemCase.Of("a key as a name", ProblemCodes.SecretValueOutsideSecrets, "/variables", root => root.With("/variables/" + KeyShapes.Anthropic, 1)),
    ];

    private static IEnumerable<ProblemCase> Credentials =>
    [
        ProblemCase.Set(ProblemCodes.ApiKeyInvalid, "/secrets/anthropic/apiKey", "\"key\""),
        ProblemCase.Set(ProblemCodes.ApiKeyInvalid, "/secrets/anthropic/apiKey", "\"sk-ant-\""),
        ProblemCase.Of("a key with a line break", ProblemCodes.ApiKeyInvalid, "/secrets/anthropic/apiKey", root => root.With("/secrets/anthropic/apiKey", KeyShapes.Anthropic + "\n")),
        ProblemCase.Of("a long key", ProblemCodes.ApiKeyInvalid, "/secrets/anthropic/apiKey", root => root.With("/secrets/anthropic/apiKey", KeyShapes.Anthropic + new string('a', 512))),
        ProblemCase.Set(ProblemCodes.McpSecretUnknown, Servers + "/0/name", "\"traker\""),
        ProblemCase.Set(ProblemCodes.McpSecretUrlMismatch, Servers + "/0/url", "\"https://mcp.tracker.example/mcp/\""),
        ProblemCase.Missing(ProblemCodes.McpBearerMissing, Servers, Servers),
        ProblemCase.Missing(ProblemCodes.McpBearerMissing, Servers + "/0/headers", Servers),
        ProblemCase.Set(ProblemCodes.McpHeaderUnsupported, Servers + "/0/headers/Authorization", "\"Basic dXNlcjpwdw==\""),
        ProblemCase.Set(ProblemCodes.McpHeaderUnsupported, Servers + "/0/headers/Authorization", "\"Bearer \""),
        ProblemCase.Set(ProblemCodes.McpHeaderUnsupported, Servers + "/0/headers/X-Api-Key", "\"x\"", Servers + "/0/headers"),
        ProblemCase.Set(ProblemCodes.HeaderInvalid, Servers + "/0/headers/Authorization", "\"Bearer a\\r\\nX-Evil: 1\""),
        ProblemCase.Long(ProblemCodes.HeaderInvalid, Servers + "/0/headers/Authorization", 8193),
        ProblemCase.Set(ProblemCodes.HeaderInvalid, Servers + "/0/headers/bad name", "\"x\"", Servers + "/0/headers"),
        ProblemCase.Of("21 headers", ProblemCodes.TooManyItems, Servers + "/0/headers", root =>
        {
            for (var i = 0; i < 20; i++)
                root.With(Servers + $"/0/headers/X-{i}", "v");

            return root;
        }),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Servers + "/0/headers/authorization", "\"Bearer b\""),
        ProblemCase.Of("one server twice", ProblemCodes.DuplicateItem, Servers + "/1/name", root => root.With(Servers + "/-", root["secrets"]!["mcpServers"]![0]!.DeepClone())),
    ];

    private static IEnumerable<ProblemCase> Uploads =>
    [
        ProblemCase.Missing(ProblemCodes.SkillUploadMissing, Skills, Skills),
        ProblemCase.Missing(ProblemCodes.SkillUploadUnknown, "/template/agent/skills/2", Skills + "/0/name"),
        ProblemCase.Missing(ProblemCodes.SkillInvalid, Skills + "/0/files/0", Skills + "/0/files"),
        ProblemCase.Set(ProblemCodes.SkillInvalid, Skills + "/0/files/0/content", "\"# No frontmatter\"", Skills + "/0/files/0"),
        ProblemCase.Set(ProblemCodes.SkillInvalid, Skills + "/0/files/0/content", "\"---\\nname: other\\ndescription: d\\n---\\n\"", Skills + "/0/files/0"),
        ProblemCase.Set(ProblemCodes.SkillInvalid, Skills + "/0/files/0/content", "\"---\\nname: house-style\\n---\\n\"", Skills + "/0/files/0"),
        ProblemCase.Set(ProblemCodes.SkillInvalid, Skills + "/0/files/0/content", $"\"---\\nname: house-style\\ndescription: {new string('d', 1025)}\\n---\\n\"", Skills + "/0/files/0"),
        ProblemCase.Set(ProblemCodes.ReservedWord, Skills + "/0/name", "\"anthropic-style\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Skills + "/0/files/1/path", "\"../../etc/cron\""),
        ProblemCase.Of("one skill twice", ProblemCodes.DuplicateItem, Skills + "/1/name", root => root.With(Skills + "/-", root["secrets"]!["skills"]![0]!.DeepClone())),
    ];

    private static ProblemCase Leak(string at) =>
        ProblemCase.Of($"a key in {at}", ProblemCodes.SecretValueOutsideSecrets, at, root => root.With(at, $"use {KeyShapes.Anthropic} please"));
}
