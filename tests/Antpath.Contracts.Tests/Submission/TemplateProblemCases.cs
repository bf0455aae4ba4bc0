using System.Text.Json.Nodes;
using Antpath.Problems;

namespace Antpath.Contracts.Tests.Submission;

/// <summary>What can be wrong with a template.</summary>
internal static class TemplateProblemCases
{
    private const string Agent = "/template/agent";
    private const string BuiltIn = Agent + "/tools/0";
    private const string Mcp = Agent + "/tools/1";
    private const string Networking = "/template/environment/networking";
    private const string Packages = "/template/environment/packages";
    private const string Files = "/template/inputFiles";

    public static IEnumerable<ProblemCase> All => [.. Names, .. Approvals, .. Agents, .. Environments, .. Contents];

    private static IEnumerable<ProblemCase> Names =>
    [
        ProblemCase.Set(ProblemCodes.InvalidFormat, "/template/name", "\"Quarterly\""),
        ProblemCase.Set(ProblemCodes.InvalidFormat, "/template/name", "\"7-days\""),
        ProblemCase.Long(ProblemCodes.InvalidFormat, "/template/name", 65),
        ProblemCase.Set(ProblemCodes.InvalidFormat, "/template/variables/Topic", "{\"type\":\"string\"}"),
        ProblemCase.Set(ProblemCodes.InvalidValue, "/template/variables/topic/type", "\"text\""),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/template/variables/topic/minLength", "201"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/template/variables/rows/minimum", "101"),
        ProblemCase.Set(ProblemCodes.DuplicateItem, "/template/variables/tone/values", "[\"plain\",\"plain\"]", "/template/variables/tone/values/1"),
        ProblemCase.Set(ProblemCodes.ConflictingMembers, "/template/variables/topic/default", "\"ants\"", "/template/variables/topic"),
        ProblemCase.Set(ProblemCodes.DefaultInvalid, "/template/variables/rows/default", "101"),
        ProblemCase.Set(ProblemCodes.DefaultInvalid, "/template/variables/rows/default", "\"3\""),
        ProblemCase.Set(ProblemCodes.DefaultInvalid, "/template/variables/tone/default", "\"loud\""),
        ProblemCase.Set(ProblemCodes.DefaultInvalid, "/template/variables/draft/default", "null"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/template/limits/maxDurationSeconds", "29"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/template/limits/maxDurationSeconds", "86401"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/template/limits/budgetUsd", "0"),
        ProblemCase.Set(ProblemCodes.OutOfRange, "/template/limits/budgetUsd", "10000.01"),
        ProblemCase.Set(ProblemCodes.InvalidFormat, "/template/limits/budgetUsd", "1.005"),
        ProblemCase.Set(ProblemCodes.InvalidValue, "/template/cleanup/claudeSession", "\"archive\""),
    ];

    /// <summary>Every entry of the list in §7.3 and §7.4 of the provider contract that a template could express.</summary>
    private static IEnumerable<ProblemCase> Approvals =>
    [
        ProblemCase.Set(ProblemCodes.ApprovalPossible, BuiltIn + "/defaultConfig/permissionPolicy/type", "\"always_ask\""),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, BuiltIn + "/defaultConfig/permissionPolicy/type", "\"auto\""),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, BuiltIn + "/configs/0/permissionPolicy", "{\"type\":\"always_ask\"}", BuiltIn + "/configs/0/permissionPolicy/type"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, BuiltIn + "/configs/1/permissionPolicy", "{\"type\":\"auto\"}", BuiltIn + "/configs/1/permissionPolicy/type"),
        ProblemCase.Missing(ProblemCodes.ApprovalPossible, BuiltIn + "/defaultConfig", BuiltIn),
        ProblemCase.Missing(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig", Mcp),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig", "null"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig", "{}"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig", "{\"enabled\":false}"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig/permissionPolicy", "null"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig/permissionPolicy", "{}"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig/permissionPolicy", "\"always_allow\""),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig/permissionPolicy/type", "\"always_ask\""),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/defaultConfig/permissionPolicy/type", "\"always_allow_v2\""),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/configs/0/permissionPolicy/type", "\"always_ask\""),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/configs/0/permissionPolicy", "null"),
        ProblemCase.Set(ProblemCodes.ApprovalPossible, Mcp + "/configs/0", "{\"name\":\"x\",\"enabled\":false,\"permissionPolicy\":{\"type\":\"always_ask\"}}", Mcp + "/configs/0/permissionPolicy/type"),
        ProblemCase.Set(ProblemCodes.UnknownMember, Mcp + "/defaultConfig/permissionPolicy/unless", "\"risky\""),
        ProblemCase.Set(ProblemCodes.CustomToolUnsupported, Agent + "/tools/-", "{\"type\":\"custom\",\"name\":\"ask_user\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"}}", Agent + "/tools/2/type"),
        ProblemCase.Set(ProblemCodes.UnknownToolset, Agent + "/tools/-", "{\"type\":\"agent_toolset_20270101\"}", Agent + "/tools/2/type"),
        ProblemCase.Set(ProblemCodes.MultiagentUnsupported, Agent + "/multiagent", "{\"type\":\"coordinator\",\"agents\":[]}"),
        ProblemCase.Set(ProblemCodes.MultiagentUnsupported, Agent + "/multiagent", "null"),
        ProblemCase.Set(ProblemCodes.SelfHostedUnsupported, "/template/environment/type", "\"self_hosted\""),
    ];

    private static IEnumerable<ProblemCase> Agents =>
    [
        ProblemCase.Set(ProblemCodes.InvalidFormat, Agent + "/model/id", "\"claude opus\""),
        ProblemCase.Set(ProblemCodes.InvalidFormat, Agent + "/model", "\"claude\\nopus\""),
        ProblemCase.Set(ProblemCodes.WrongType, Agent + "/model", "5"),
        ProblemCase.Set(ProblemCodes.InvalidValue, Agent + "/model/effort", "\"higher\""),
        ProblemCase.Set(ProblemCodes.InvalidValue, Agent + "/model/speed", "\"slow\""),
        ProblemCase.Set(ProblemCodes.UnknownTool, BuiltIn + "/configs/0/name", "\"websearch\""),
        ProblemCase.Set(ProblemCodes.UnknownMember, BuiltIn + "/configs/-", "{\"name\":\"bash\",\"allowedDomains\":[\"a.example\"]}", BuiltIn + "/configs/2/allowedDomains"),
        ProblemCase.Set(ProblemCodes.ConflictingMembers, BuiltIn + "/configs/1/blockedDomains", "[\"ads.example\"]", BuiltIn + "/configs/1"),
        ProblemCase.Set(ProblemCodes.DuplicateItem, BuiltIn + "/configs/-", "{\"name\":\"web_search\"}", BuiltIn + "/configs/2"),
        ProblemCase.Of("two built-in toolsets", ProblemCodes.DuplicateItem, Agent + "/tools/2", root => root.With(Agent + "/tools/-", root["template"]!["agent"]!["tools"]![0]!.DeepClone())),
        ProblemCase.Of("129 tool entries", ProblemCodes.TooManyItems, Mcp + "/configs", root =>
            root.With(Mcp + "/configs", new JsonArray([.. Enumerable.Range(0, 129).Select(i => new JsonObject { ["name"] = $"t{i}" })]))),
        ProblemCase.Of("129 tool entries in two sets", ProblemCodes.TooManyItems, Mcp + "/configs/126", root =>
            root.With(Mcp + "/configs", new JsonArray([.. Enumerable.Range(0, 128).Select(i => new JsonObject { ["name"] = $"t{i}" })]))),
        ProblemCase.Set(ProblemCodes.McpServerUnreferenced, Agent + "/mcpServers/-", "{\"name\":\"wiki\",\"url\":\"https://wiki.example/mcp\"}", Agent + "/mcpServers/1"),
        ProblemCase.Set(ProblemCodes.McpServerUnknown, Mcp + "/mcpServerName", "\"tracer\"", Agent + "/tools"),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Agent + "/mcpServers/-", "{\"name\":\"tracker\",\"url\":\"https://other.example/mcp\"}", Agent + "/mcpServers/1/name"),
        ProblemCase.Set(ProblemCodes.InvalidUrl, Agent + "/mcpServers/0/url", "\"http://mcp.tracker.example/mcp\""),
        ProblemCase.Set(ProblemCodes.InvalidUrl, Agent + "/mcpServers/0/url", "\"https://user:pw@mcp.tracker.example/mcp\""),
        ProblemCase.Set(ProblemCodes.InvalidUrl, Agent + "/mcpServers/0/url", "\"https://mcp.tracker.example/mcp#top\""),
        ProblemCase.Set(ProblemCodes.InvalidUrl, Agent + "/mcpServers/0/url", "\"/mcp\""),
        ProblemCase.Set(ProblemCodes.InvalidUrl, Agent + "/mcpServers/0/url", "\"https://mcp.tracker.example/a b\""),
        ProblemCase.Set(ProblemCodes.SecretOutsideSecrets, Agent + "/mcpServers/0/url", "\"https://mcp.tracker.example/mcp?api_key=1\""),
        ProblemCase.Set(ProblemCodes.InvalidValue, Agent + "/mcpServers/0/auth/type", "\"oauth\""),
        ProblemCase.Set(ProblemCodes.ReadToolRequired, BuiltIn + "/configs/-", "{\"name\":\"read\",\"enabled\":false}", Agent + "/skills"),
        ProblemCase.Set(ProblemCodes.ReadToolRequired, BuiltIn + "/defaultConfig/enabled", "false", Agent + "/skills"),
        ProblemCase.Missing(ProblemCodes.ReadToolRequired, BuiltIn, Agent + "/skills"),
        ProblemCase.Set(ProblemCodes.SkillVersionUnpinned, Agent + "/skills/0/version", "\"latest\""),
        ProblemCase.Missing(ProblemCodes.SkillVersionUnpinned, Agent + "/skills/1/version", Agent + "/skills/1"),
        ProblemCase.Set(ProblemCodes.ReservedWord, Agent + "/skills/2/name", "\"claude-style\""),
        ProblemCase.Set(ProblemCodes.InvalidFormat, Agent + "/skills/2/name", "\"House Style\""),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Agent + "/skills/-", "{\"type\":\"uploaded\",\"name\":\"house-style\"}", Agent + "/skills/3"),
        ProblemCase.Set(ProblemCodes.InvalidValue, Agent + "/skills/0/type", "\"plugin\""),
    ];

    private static IEnumerable<ProblemCase> Environments =>
    [
        ProblemCase.Set(ProblemCodes.InvalidValue, Networking + "/type", "\"none\""),
        ProblemCase.Set(ProblemCodes.UnknownMember, Networking, "{\"type\":\"unrestricted\",\"allowedHosts\":[]}", Networking + "/allowedHosts"),
        ProblemCase.Set(ProblemCodes.InvalidHost, Networking + "/allowedHosts/0", "\"https://api.example.com\""),
        ProblemCase.Set(ProblemCodes.InvalidHost, Networking + "/allowedHosts/0", "\"api.example.com:443\""),
        ProblemCase.Set(ProblemCodes.InvalidHost, Networking + "/allowedHosts/0", "\"a.*.example.com\""),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Networking + "/allowedHosts/1", "\"API.example.com\""),
        ProblemCase.Set(ProblemCodes.NetworkingBlocksPackages, Networking + "/allowPackageManagers", "false", Networking),
        ProblemCase.Set(ProblemCodes.NetworkingBlocksMcp, Networking + "/allowMcpServers", "false", Agent + "/mcpServers/0"),
        ProblemCase.Set(ProblemCodes.InvalidPackage, Packages + "/pip/0", "\"--index-url=x\""),
        ProblemCase.Set(ProblemCodes.InvalidPackage, Packages + "/pip/0", "\"git+https://host/x\""),
        ProblemCase.Set(ProblemCodes.InvalidPackage, Packages + "/pip/0", "\"a b\""),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Packages + "/pip/-", "\"pandas==2.2.3\"", Packages + "/pip/1"),
    ];

    private static IEnumerable<ProblemCase> Contents =>
    [
        ProblemCase.Set(ProblemCodes.PlaceholderUndeclared, "/template/prompt", "\"About {{topics}}\""),
        ProblemCase.Set(ProblemCodes.PlaceholderUndeclared, Agent + "/system", "\"{{who}}\""),
        ProblemCase.Set(ProblemCodes.PlaceholderInvalid, "/template/prompt", "\"About {{topic\""),
        ProblemCase.Set(ProblemCodes.PlaceholderInvalid, "/template/prompt", "\"About {{ topic }}\""),
        ProblemCase.Set(ProblemCodes.PlaceholderInvalid, "/template/prompt", "\"About {{#if topic}}\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Files + "/0/path", "\"../data.csv\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Files + "/0/path", "\"/etc/passwd\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Files + "/0/path", "\"a//b\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Files + "/0/path", "\"a/b?.csv\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Files + "/0/path", "\"a\\\\b\""),
        ProblemCase.Set(ProblemCodes.InvalidPath, Files + "/0/path", "\"a\\u0000b\""),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Files + "/1/path", "\"input/data.csv\""),
        ProblemCase.Set(ProblemCodes.DuplicateItem, Files + "/1/path", "\"input\""),
        ProblemCase.Set(ProblemCodes.InvalidBase64, Files + "/1/content", "\"not base64!\""),
        ProblemCase.Set(ProblemCodes.InvalidValue, Files + "/1/encoding", "\"utf-16\""),
        ProblemCase.Long(ProblemCodes.FilesTooLarge, Files + "/0/content", (1 << 20) + 1),
        ProblemCase.Of("nine files of a megabyte", ProblemCodes.FilesTooLarge, Files, root =>
        {
            for (var i = 0; i < 9; i++)
                root.With(Files + "/-", new JsonObject { ["path"] = $"f{i}", ["content"] = new string('x', 1 << 20) });

            return root;
        }),
    ];
}
