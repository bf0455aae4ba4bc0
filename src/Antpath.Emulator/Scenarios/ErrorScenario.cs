using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Scenarios;

/// <summary>Reports any error of §13.5 with the members its type has, and then does what its retry status says.</summary>
internal static class ErrorScenario
{
    private static readonly TimeSpan Thought = TimeSpan.FromMilliseconds(300);
    private static readonly string[] Retries = ["retrying", "exhausted", "terminal"];

    private static readonly string[] Types =
    [
        "unknown_error", "model_overloaded_error", "model_rate_limited_error", "model_request_failed_error", "billing_error", "tool_use_limit_reached_error",
        "compaction_limit_reached_error",
    ];

    private static readonly string[] RepositoryTypes =
    [
        "repository_authentication_error", "repository_forbidden_error", "repository_not_found_error", "repository_checkout_error", "repository_clone_error",
    ];

    private static readonly string[] McpTypes = ["mcp_connection_failed_error", "mcp_authentication_failed_error"];

    public static IEnumerable<Beat> Play(ScenarioContext context, ScenarioRequest request)
    {
        string type = request.Parameters.GetValueOrDefault("type", "billing_error");
        IReadOnlyDictionary<string, string?> members = MembersOf(type, request);
        bool always = RepositoryTypes.Contains(type); // always retrying
        string retry = request.Parameters.GetValueOrDefault("retry", always ? "retrying" : "exhausted");
        if (!Retries.Contains(retry) || (always && retry != "retrying"))
            throw RefusedException.Invalid($"emulator scenario {request.Name}: retry must be one of {string.Join(", ", always ? Retries[..1] : Retries)}");

        yield return new Beat.Request(Thought, "Starting.", []);
        yield return new Beat.Fails(type, "The emulator was asked to report this error.", retry, members);
        if (retry == "terminal")
            yield return new Beat.Terminates();
        yield return new Beat.Request(Thought, "It went well in the end.", [WorkScenarios.Write(Deliverables.Report(context))]);
    }

    private static Dictionary<string, string?> MembersOf(string type, ScenarioRequest request)
    {
        if (Types.Contains(type))
            return [];
        if (McpTypes.Contains(type))
            return new(StringComparer.Ordinal) { ["mcp_server_name"] = "emulated" };
        if (RepositoryTypes.Contains(type))
            return new(StringComparer.Ordinal) { ["repository_url"] = null };
        return type == "credential_host_unreachable_error"
            ? new(StringComparer.Ordinal) { ["credential_id"] = "vcrd_emulated", ["vault_id"] = "vlt_emulated" }
            : throw RefusedException.Invalid($"emulator scenario {request.Name}: type {type} is not a type of session.error");
    }
}
