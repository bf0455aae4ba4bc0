using Anthropic.Services;

namespace Antpath.Emulator.Tests.Transport;

/// <summary>Every method of the official SDK in the families that are emulated, with the route that answers it.</summary>
internal static class SdkMethods
{
    public static readonly IReadOnlyDictionary<string, string> RouteByMethod = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Agents.Create"] = "POST /v1/agents",
        ["Agents.Retrieve"] = "GET /v1/agents/{agent}",
        ["Agents.Update"] = "POST /v1/agents/{agent}",
        ["Agents.List"] = "GET /v1/agents",
        ["Agents.Archive"] = "POST /v1/agents/{agent}/archive",
        ["Agents.Versions.List"] = "GET /v1/agents/{agent}/versions",
        ["Environments.Create"] = "POST /v1/environments",
        ["Environments.Retrieve"] = "GET /v1/environments/{environment}",
        ["Environments.Update"] = "POST /v1/environments/{environment}",
        ["Environments.List"] = "GET /v1/environments",
        ["Environments.Archive"] = "POST /v1/environments/{environment}/archive",
        ["Environments.Delete"] = "DELETE /v1/environments/{environment}",
        ["Vaults.Create"] = "POST /v1/vaults",
        ["Vaults.Retrieve"] = "GET /v1/vaults/{vault}",
        ["Vaults.Update"] = "POST /v1/vaults/{vault}",
        ["Vaults.List"] = "GET /v1/vaults",
        ["Vaults.Archive"] = "POST /v1/vaults/{vault}/archive",
        ["Vaults.Delete"] = "DELETE /v1/vaults/{vault}",
        ["Vaults.Credentials.Create"] = "POST /v1/vaults/{vault}/credentials",
        ["Vaults.Credentials.Retrieve"] = "GET /v1/vaults/{vault}/credentials/{credential}",
        ["Vaults.Credentials.Update"] = "POST /v1/vaults/{vault}/credentials/{credential}",
        ["Vaults.Credentials.List"] = "GET /v1/vaults/{vault}/credentials",
        ["Vaults.Credentials.Archive"] = "POST /v1/vaults/{vault}/credentials/{credential}/archive",
        ["Vaults.Credentials.Delete"] = "DELETE /v1/vaults/{vault}/credentials/{credential}",
        ["Vaults.Credentials.McpOAuthValidate"] = "POST /v1/vaults/{vault}/credentials/{credential}/mcp_oauth_validate",
        ["Skills.Create"] = "POST /v1/skills",
        ["Skills.Retrieve"] = "GET /v1/skills/{skill}",
        ["Skills.List"] = "GET /v1/skills",
        ["Skills.Delete"] = "DELETE /v1/skills/{skill}",
        ["Skills.Versions.Create"] = "POST /v1/skills/{skill}/versions",
        ["Skills.Versions.Retrieve"] = "GET /v1/skills/{skill}/versions/{version}",
        ["Skills.Versions.List"] = "GET /v1/skills/{skill}/versions",
        ["Skills.Versions.Delete"] = "DELETE /v1/skills/{skill}/versions/{version}",
        ["Skills.Versions.Download"] = "GET /v1/skills/{skill}/versions/{version}/content",
        ["Files.Upload"] = "POST /v1/files",
        ["Files.RetrieveMetadata"] = "GET /v1/files/{file}",
        ["Files.Download"] = "GET /v1/files/{file}/content",
        ["Files.List"] = "GET /v1/files",
        ["Files.Delete"] = "DELETE /v1/files/{file}",
        ["Models.Retrieve"] = "GET /v1/models/{model}",
        ["Models.List"] = "GET /v1/models",
        ["Sessions.Create"] = "POST /v1/sessions",
        ["Sessions.Retrieve"] = "GET /v1/sessions/{session}",
        ["Sessions.Update"] = "POST /v1/sessions/{session}",
        ["Sessions.List"] = "GET /v1/sessions",
        ["Sessions.Archive"] = "POST /v1/sessions/{session}/archive",
        ["Sessions.Delete"] = "DELETE /v1/sessions/{session}",
        ["Sessions.Events.Send"] = "POST /v1/sessions/{session}/events",
        ["Sessions.Events.List"] = "GET /v1/sessions/{session}/events",
        ["Sessions.Events.StreamStreaming"] = "GET /v1/sessions/{session}/events/stream",
        ["Sessions.Resources.Add"] = "POST /v1/sessions/{session}/resources",
        ["Sessions.Resources.Retrieve"] = "GET /v1/sessions/{session}/resources/{resource}",
        ["Sessions.Resources.Update"] = "POST /v1/sessions/{session}/resources/{resource}",
        ["Sessions.Resources.List"] = "GET /v1/sessions/{session}/resources",
        ["Sessions.Resources.Delete"] = "DELETE /v1/sessions/{session}/resources/{resource}",
        ["Sessions.Threads.Retrieve"] = "GET /v1/sessions/{session}/threads/{thread}",
        ["Sessions.Threads.List"] = "GET /v1/sessions/{session}/threads",
        ["Sessions.Threads.Archive"] = "POST /v1/sessions/{session}/threads/{thread}/archive",
        ["Sessions.Threads.Events.List"] = "GET /v1/sessions/{session}/threads/{thread}/events",
        ["Sessions.Threads.Events.StreamStreaming"] = "GET /v1/sessions/{session}/threads/{thread}/stream",
    };

    /// <summary>Routes that no method of the SDK reaches, each with its reason. There are none.</summary>
    public static readonly IReadOnlyDictionary<string, string> ReasonByUnreachedRoute = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Services below the emulated families that are not emulated, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> ReasonByMissingService = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Environments.Work"] = "the work queue of self-hosted environments: nothing here runs tools on machines of the caller",
    };

    private static readonly string[] Families = ["Agents", "Environments", "Vaults", "Skills", "Files", "Models", "Sessions"];

    /// <summary>What the SDK really has, read from its interfaces.</summary>
    public static IReadOnlyList<string> OfTheSdk() => [.. Families.SelectMany(family => Under(typeof(IBetaService).GetProperty(family)!.PropertyType, family))];

    private static IEnumerable<string> Under(Type service, string path)
    {
        if (ReasonByMissingService.ContainsKey(path))
            return [];
        IEnumerable<string> own = service.GetMethods().Where(method => !method.IsSpecialName && method.Name != "WithOptions").Select(method => $"{path}.{method.Name}").Distinct(StringComparer.Ordinal);
        return own.Concat(service.GetProperties()
            .Where(property => property.PropertyType.Name.EndsWith("Service", StringComparison.Ordinal))
            .SelectMany(property => Under(property.PropertyType, $"{path}.{property.Name}")));
    }
}
