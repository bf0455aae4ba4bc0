using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Environments;

/// <summary>Reads <c>config</c> and resolves it: all six package lists, all three members of limited networking (§8.1).</summary>
internal static class EnvironmentConfigRules
{
    private const int HostsMax = 500;
    private const int PackagesMax = 500;
    private static readonly string[] Managers = ["apt", "cargo", "gem", "go", "npm", "pip"];

    public static JsonElement Read(JsonFields body)
    {
        JsonFields? config = body.Child("config");
        string type = config?.RequiredOneOf("type", "cloud", "self_hosted") ?? "cloud";
        if (type == "self_hosted")
        {
            config!.RefuseUnknown();
            return JsonText.Freeze(new JsonObject { ["type"] = "self_hosted" });
        }

        JsonObject networking = ReadNetworking(config, out bool packagesReachable);
        JsonObject packages = ReadPackages(config, out bool anyPackage);
        config?.RefuseUnknown();
        if (anyPackage && !packagesReachable)
            throw config!.Wrong("packages", "need networking.allow_package_managers under limited networking");
        return JsonText.Freeze(new JsonObject { ["type"] = "cloud", ["networking"] = networking, ["packages"] = packages });
    }

    private static JsonObject ReadNetworking(JsonFields? config, out bool packagesReachable)
    {
        packagesReachable = true;
        JsonFields? networking = config?.Child("networking");
        if (networking is null || networking.RequiredOneOf("type", "unrestricted", "limited") == "unrestricted")
        {
            networking?.RefuseUnknown();
            return new JsonObject { ["type"] = "unrestricted" };
        }

        IReadOnlyList<string> hosts = networking.Texts("allowed_hosts", HostsMax, 255) ?? [];
        if (hosts.FirstOrDefault(host => !HostPattern.Valid(host)) is not null)
            throw networking.Wrong("allowed_hosts", "hosts are bare names or *. patterns, without scheme, port or path");
        packagesReachable = networking.Flag("allow_package_managers") ?? false;
        var resolved = new JsonObject
        {
            ["type"] = "limited",
            ["allowed_hosts"] = JsonText.Strings(hosts),
            ["allow_mcp_servers"] = networking.Flag("allow_mcp_servers") ?? false,
            ["allow_package_managers"] = packagesReachable,
        };
        networking.RefuseUnknown();
        return resolved;
    }

    private static JsonObject ReadPackages(JsonFields? config, out bool any)
    {
        JsonFields? packages = config?.Child("packages");
        packages?.OneOf("type", "packages");
        var resolved = new JsonObject { ["type"] = "packages" };
        any = false;
        foreach (string manager in Managers)
        {
            IReadOnlyList<string> names = packages?.Texts(manager, PackagesMax, 255) ?? [];
            any |= names.Count > 0;
            resolved[manager] = JsonText.Strings(names);
        }
        packages?.RefuseUnknown();
        return resolved;
    }
}
