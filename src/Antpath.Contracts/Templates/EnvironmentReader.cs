using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Reads a template's environment (provider contract §8.1).</summary>
internal sealed class EnvironmentReader(ProblemList problems)
{
    public EnvironmentDefinition? Read(MemberReader template)
    {
        if (template.Object("environment") is not { } environment)
            return null;

        RefuseSelfHosted(environment);
        var definition = new EnvironmentDefinition { Networking = ReadNetworking(environment), Packages = ReadPackages(environment) };
        environment.Close();

        if (!definition.Packages.IsEmpty && definition.Networking is Networking.Limited { AllowPackageManagers: false })
        {
            problems.Add(environment.At.Member("networking"), ProblemCodes.NetworkingBlocksPackages, "Limited networking keeps the packages from being installed. Set 'allowPackageManagers' to true, or remove the packages.");
        }

        return definition;
    }

    /// <summary>A self-hosted environment waits for tool results from a worker of the customer: it would pause the run (§7.4).</summary>
    private static void RefuseSelfHosted(MemberReader environment)
    {
        const string Message = "Self-hosted environments are not supported. Remove 'type': every environment runs in the provider's cloud.";

        if (environment.Peek("type") is JsonTree.Text { Value: "self_hosted" })
            environment.Refuse("type", ProblemCodes.SelfHostedUnsupported, Message);
    }

    private Networking ReadNetworking(MemberReader environment)
    {
        if (environment.Object("networking") is not { } networking)
            return new Networking.Unrestricted();

        var type = networking.Text("type", required: true);
        if (type is "unrestricted" or null)
        {
            if (type is not null)
                networking.Close();

            return new Networking.Unrestricted();
        }

        if (type is not "limited")
        {
            problems.Add(networking.At.Member("type"), ProblemCodes.InvalidValue, "Expected one of: unrestricted, limited.");
            return new Networking.Unrestricted();
        }

        var limited = new Networking.Limited
        {
            AllowedHosts = ReadHosts(networking, "allowedHosts", TemplateLimits.AllowedHostsMax, problems),
            AllowMcpServers = networking.Flag("allowMcpServers") ?? false,
            AllowPackageManagers = networking.Flag("allowPackageManagers") ?? false,
        };
        networking.Close();
        return limited;
    }

    public static IReadOnlyList<string> ReadHosts(MemberReader owner, string name, int hostsMax, ProblemList problems)
    {
        var hosts = new List<string>();
        foreach (var (value, at) in owner.List(name, hostsMax))
        {
            if (MemberReader.ReadText(value, at, problems) is not { } host)
                continue;

            if (!NameRules.IsHostPattern(host))
                problems.Add(at, ProblemCodes.InvalidHost, "A host is a bare name such as 'api.example.com' or a pattern such as '*.example.com': no scheme, port or path.");
            else if (hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
                problems.Add(at, ProblemCodes.DuplicateItem, "This host is listed twice. Keep one.");
            else
                hosts.Add(host);
        }

        return hosts;
    }

    private PackageSet ReadPackages(MemberReader environment)
    {
        if (environment.Object("packages") is not { } packages)
            return new PackageSet();

        var set = new PackageSet
        {
            Apt = ReadPackages(packages, "apt"),
            Cargo = ReadPackages(packages, "cargo"),
            Gem = ReadPackages(packages, "gem"),
            Go = ReadPackages(packages, "go"),
            Npm = ReadPackages(packages, "npm"),
            Pip = ReadPackages(packages, "pip"),
        };
        packages.Close();
        return set;
    }

    private List<string> ReadPackages(MemberReader packages, string manager)
    {
        var names = new List<string>();
        foreach (var (value, at) in packages.List(manager, TemplateLimits.PackagesMax))
        {
            if (MemberReader.ReadText(value, at, problems) is not { } package)
                continue;

            if (!NameRules.IsPackage(package))
                problems.Add(at, ProblemCodes.InvalidPackage, "A package is a name with an optional version, such as 'pandas==2.2.3': no white space, no option, no URL.");
            else if (names.Contains(package, StringComparer.Ordinal))
                problems.Add(at, ProblemCodes.DuplicateItem, "This package is listed twice. Keep one.");
            else
                names.Add(package);
        }

        return names;
    }
}
