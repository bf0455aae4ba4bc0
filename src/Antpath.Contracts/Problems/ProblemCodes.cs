namespace Antpath.Problems;

/// <summary>
/// The stable codes of what can be wrong with a template or a submission. The value is the wire form; the comment says
/// when it is given and what to do.
/// </summary>
public static class ProblemCodes
{
    // The document

    /// <summary>The document is longer than accepted. Send less content.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The bytes are not UTF-8. Encode the document as UTF-8.</summary>
    public const string InvalidUtf8 = "invalid_utf8";

    /// <summary>The text is not JSON. Correct it at the place named; comments and trailing commas are not JSON.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>A text holds half of a surrogate pair. Write the character whole.</summary>
    public const string InvalidUnicode = "invalid_unicode";

    /// <summary>Arrays and objects are nested too deep. Flatten the document.</summary>
    public const string JsonTooDeep = "json_too_deep";

    /// <summary>The document holds too many values. Send less content.</summary>
    public const string JsonTooManyValues = "json_too_many_values";

    /// <summary>A member name is too long. Shorten it.</summary>
    public const string MemberNameTooLong = "member_name_too_long";

    /// <summary>An object has the same member twice. Keep one.</summary>
    public const string DuplicateMember = "duplicate_member";

    /// <summary>More problems exist than are listed. Correct the listed ones first.</summary>
    public const string TooManyProblems = "too_many_problems";

    // Shapes and values

    /// <summary>The member is not known here; the message names the nearest known one. Rename or remove it.</summary>
    public const string UnknownMember = "unknown_member";

    /// <summary>A required member is absent. Add it.</summary>
    public const string MissingMember = "missing_member";

    /// <summary>The value has another JSON type than expected, or is null. Leave optional members out instead of sending null.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>A text is shorter than accepted.</summary>
    public const string TooShort = "too_short";

    /// <summary>A text is longer than accepted.</summary>
    public const string TooLong = "too_long";

    /// <summary>A list or an object has more entries than accepted.</summary>
    public const string TooManyItems = "too_many_items";

    /// <summary>A list or an object has fewer entries than needed.</summary>
    public const string TooFewItems = "too_few_items";

    /// <summary>A list has the same entry twice. Keep one.</summary>
    public const string DuplicateItem = "duplicate_item";

    /// <summary>A number is outside the accepted range.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>A number is beyond what JSON readers hold exactly. Write a smaller one, or a string.</summary>
    public const string NumberOutOfRange = "number_out_of_range";

    /// <summary>The value is not one of the accepted ones, which the message lists.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>A text does not have the form that the message describes.</summary>
    public const string InvalidFormat = "invalid_format";

    /// <summary>Two members exclude each other. Remove one.</summary>
    public const string ConflictingMembers = "conflicting_members";

    // Templates

    /// <summary>A placeholder names a variable that the template does not declare. Declare it, or correct the name.</summary>
    public const string PlaceholderUndeclared = "placeholder_undeclared";

    /// <summary>A placeholder is not closed or not a name. Write {{name}}, or \{{ for literal braces.</summary>
    public const string PlaceholderInvalid = "placeholder_invalid";

    /// <summary>A variable's default breaks the variable's own rules.</summary>
    public const string DefaultInvalid = "default_invalid";

    /// <summary>A tool could ask for an approval, which nobody would answer. Set permissionPolicy to always_allow on every toolset and nothing else anywhere.</summary>
    public const string ApprovalPossible = "approval_possible";

    /// <summary>Tools that the client answers are not supported: nobody would answer them. Use an MCP server.</summary>
    public const string CustomToolUnsupported = "custom_tool_unsupported";

    /// <summary>Several agents in one session are not supported: their tools could ask for approvals. Remove the member.</summary>
    public const string MultiagentUnsupported = "multiagent_unsupported";

    /// <summary>Self-hosted environments are not supported: their tool calls wait for a worker. Use the cloud environment.</summary>
    public const string SelfHostedUnsupported = "self_hosted_unsupported";

    /// <summary>The kind of toolset is not known, so nobody can say that it never asks.</summary>
    public const string UnknownToolset = "unknown_toolset";

    /// <summary>The built-in toolset has no tool of this name.</summary>
    public const string UnknownTool = "unknown_tool";

    /// <summary>An MCP server is declared but no mcp_toolset names it; the provider refuses that.</summary>
    public const string McpServerUnreferenced = "mcp_server_unreferenced";

    /// <summary>An mcp_toolset names a server that is not declared.</summary>
    public const string McpServerUnknown = "mcp_server_unknown";

    /// <summary>Skills need the built-in tool 'read', which is absent or switched off.</summary>
    public const string ReadToolRequired = "read_tool_required";

    /// <summary>A skill's version is not pinned. Name the exact version instead of 'latest'.</summary>
    public const string SkillVersionUnpinned = "skill_version_unpinned";

    /// <summary>A skill's name holds a word that the provider reserves.</summary>
    public const string ReservedWord = "reserved_word";

    /// <summary>The URL is not an absolute https URL without user, password and fragment.</summary>
    public const string InvalidUrl = "invalid_url";

    /// <summary>The URL leads to a machine, a private network or a cloud's metadata, which this deployment does not allow.</summary>
    public const string PrivateUrl = "private_url";

    /// <summary>The host is not a bare name or a '*.' pattern.</summary>
    public const string InvalidHost = "invalid_host";

    /// <summary>A package is not a plain name with an optional version.</summary>
    public const string InvalidPackage = "invalid_package";

    /// <summary>Limited networking keeps the environment from installing its packages. Set allowPackageManagers.</summary>
    public const string NetworkingBlocksPackages = "networking_blocks_packages";

    /// <summary>Limited networking keeps the agent from an MCP server. Set allowMcpServers or list its host.</summary>
    public const string NetworkingBlocksMcp = "networking_blocks_mcp";

    /// <summary>A file's path is not a safe relative path.</summary>
    public const string InvalidPath = "invalid_path";

    /// <summary>Content is marked base64 but is not.</summary>
    public const string InvalidBase64 = "invalid_base64";

    /// <summary>Files are larger than accepted, one or all together.</summary>
    public const string FilesTooLarge = "files_too_large";

    // Submissions

    /// <summary>A required variable has no value.</summary>
    public const string VariableMissing = "variable_missing";

    /// <summary>A value is given for a variable that the template does not declare.</summary>
    public const string VariableUnknown = "variable_unknown";

    /// <summary>A text is too long once its variables are filled in. Shorten the values or the text.</summary>
    public const string RenderedTooLong = "rendered_too_long";

    /// <summary>A member outside 'secrets' has the name of a secret. Secrets travel in 'secrets' only.</summary>
    public const string SecretOutsideSecrets = "secret_outside_secrets";

    /// <summary>A text outside 'secrets' has the shape of a key or token. Secrets travel in 'secrets' only; replace the leaked one.</summary>
    public const string SecretValueOutsideSecrets = "secret_value_outside_secrets";

    /// <summary>The provider key does not have the form of one.</summary>
    public const string ApiKeyInvalid = "api_key_invalid";

    /// <summary>Credentials are given for an MCP server that the template does not have under this name.</summary>
    public const string McpSecretUnknown = "mcp_secret_unknown";

    /// <summary>Credentials are given for an MCP server under another URL than the template's.</summary>
    public const string McpSecretUrlMismatch = "mcp_secret_url_mismatch";

    /// <summary>An MCP server that requires a bearer token got none.</summary>
    public const string McpBearerMissing = "mcp_bearer_missing";

    /// <summary>The provider can deliver no header but 'Authorization: Bearer …' to an MCP server.</summary>
    public const string McpHeaderUnsupported = "mcp_header_unsupported";

    /// <summary>A header's name or value is not valid in HTTP.</summary>
    public const string HeaderInvalid = "header_invalid";

    /// <summary>The template uses an uploaded skill whose files were not sent.</summary>
    public const string SkillUploadMissing = "skill_upload_missing";

    /// <summary>Files are sent for a skill that the template does not list as uploaded.</summary>
    public const string SkillUploadUnknown = "skill_upload_unknown";

    /// <summary>A skill's SKILL.md is absent, or its frontmatter breaks the provider's rules.</summary>
    public const string SkillInvalid = "skill_invalid";
}
