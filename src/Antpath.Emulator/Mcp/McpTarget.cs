using System.Text.Json;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Vaults;

namespace Antpath.Emulator.Mcp;

/// <summary>A server to contact and the bearer to show it. No match in the vaults means an unauthenticated attempt (§9.2).</summary>
internal sealed record McpTarget(string ServerName, Uri Url, string? Bearer, bool EgressAllowed)
{
    public static IReadOnlyList<McpTarget> For(Session session, Organization organization) =>
        [.. session.Agent.McpServers.EnumerateArray().Select(server => For(server, session, organization))];

    public override string ToString() => $"MCP server {ServerName}"; // the generated one would print the bearer

    private static McpTarget For(JsonElement server, Session session, Organization organization)
    {
        string url = server.GetProperty("url").GetString()!;
        string key = McpServerUrl.Normalize(url)!;
        // The first vault in the session's order with a match wins (§9.2).
        string? bearer = session.VaultIds
            .Select(vaultId => organization.Vaults.TryGet(vaultId, out Vault? vault) ? vault : null)
            .SelectMany(vault => vault?.Credentials ?? [])
            .FirstOrDefault(credential => credential.ArchivedAt is null && credential.Auth.Key == key && credential.Auth.Type != "environment_variable")
            ?.Auth.Secret;
        return new McpTarget(server.GetProperty("name").GetString()!, new Uri(url), bearer, Allowed(new Uri(url), session, organization));
    }

    private static bool Allowed(Uri url, Session session, Organization organization)
    {
        if (!organization.Environments.TryGet(session.EnvironmentId, out SandboxEnvironment? environment) || !environment.Cloud)
            return true;
        JsonElement networking = environment.Config.GetProperty("networking");
        return networking.GetProperty("type").GetString() != "limited"
            || networking.GetProperty("allow_mcp_servers").GetBoolean()
            || networking.GetProperty("allowed_hosts").EnumerateArray().Any(host => HostPattern.Matches(host.GetString()!, url.Host));
    }
}
