using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Templates;

namespace Antpath.Cli.Commands.Account;

/// <summary>Looks at everything a run depends on, from the nearest thing to the farthest. Shows no secret.</summary>
internal sealed partial class Examination(CliHost host, Connection connection)
{
    private const int TemplatesMax = 50;
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ExpirySoon = TimeSpan.FromDays(7);

    public static string ClientVersion { get; } =
        typeof(Examination).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        findings.AddRange(Settings());
        findings.Add(ProviderKey());
        findings.Add(Templates());
        findings.AddRange(await ServerAsync(cancellationToken));
        return findings;
    }

    private IEnumerable<Finding> Settings()
    {
        var file = new LoginFile(host);
        yield return file.ReadableByOthers()
            ? new Finding("login file", $"{file.FilePath} can be read by others", $"chmod 600 {file.FilePath}")
            : new Finding("login file", File.Exists(file.FilePath) ? file.FilePath : "none saved");
        yield return new Finding("base URL", $"{connection.BaseUrl} ({connection.BaseUrlFrom})");
        if (connection.ApiToken is not { } token)
            yield return new Finding("API token", $"found {connection.ApiTokenFrom}", "Set ANTPATH_API_TOKEN, or run antpath login.", ExitCodes.Unauthorised);
        else if (!TokenShape().IsMatch(token.Trim()))
            yield return new Finding("API token", $"from {connection.ApiTokenFrom}, not of a token's shape", "Copy it again: ant_ and 64 characters.", ExitCodes.Unauthorised);
        else
            yield return new Finding("API token", $"from {connection.ApiTokenFrom}");
    }

    private Finding ProviderKey() =>
        host.Environment("ANTHROPIC_API_KEY")?.Trim() switch
        {
            null or "" => new Finding("provider key", "ANTHROPIC_API_KEY is not set", "Set it, or pass --secrets-file to antpath run."),
            var key when !key.StartsWith("sk-ant-", StringComparison.Ordinal) =>
                new Finding("provider key", "ANTHROPIC_API_KEY is not of an Anthropic key's shape", "One begins with sk-ant-. Copy it again.", ExitCodes.BadInput),
            _ => new Finding("provider key", "ANTHROPIC_API_KEY has the right shape"),
        };

    private Finding Templates()
    {
        var valid = 0;
        var invalid = new List<string>();
        var files = new DirectoryInfo(host.WorkingFolder).EnumerateFiles("*.json").Where(file => file.Length <= Template.JsonBytesMax);
        foreach (var file in files.Take(TemplatesMax))
        {
            var bytes = File.ReadAllBytes(file.FullName);
            if (Template.TryParse(bytes) is TemplateParseResult.Valid)
                valid++;
            else if (bytes.AsSpan().IndexOf("\"agent\""u8) >= 0 && bytes.AsSpan().IndexOf("\"prompt\""u8) >= 0)
                invalid.Add(file.Name);
        }

        var named = Printable.Text(string.Join(", ", invalid.Take(5)));
        return invalid.Count > 0
            ? new Finding("templates here", $"{valid} valid, {invalid.Count} not: {named}", "antpath template validate says what is wrong.")
            : new Finding("templates here", valid == 0 ? "none (antpath template init writes one)" : $"{valid} valid");
    }

    private async Task<IReadOnlyList<Finding>> ServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = (connection with { ApiToken = connection.ApiToken ?? "none" }).Open(host);
            var probe = await client.ProbeAsync(cancellationToken);
            var findings = new List<Finding> { Reached(probe) };
            if (probe.Clock is { } clock)
                findings.Add(Clock(clock));
            if (connection.ApiToken is not null && findings[0].Remedy is null)
                findings.AddRange(await TokenAsync(client, cancellationToken));
            return findings;
        }
        catch (SettingsException invalid)
        {
            return [new Finding("server", "not asked", Printable.WithoutSecrets(invalid.Message), ExitCodes.BadInput)];
        }
        catch (ServerUnreachableException lost)
        {
            const string Remedy = "Is the address right, and the server up? A proxy or firewall may be between.";
            return [new Finding("server", Printable.WithoutSecrets(lost.Message), Remedy, ExitCodes.Unreachable)];
        }
    }

    private static Finding Reached(ServerProbe probe)
    {
        if (probe.Status != HttpStatusCode.OK)
        {
            const string Remedy = "Is this the address of an Antpath API? If so, it is not well.";
            return new Finding("server", $"answers {(int)probe.Status} to a health check", Remedy, ExitCodes.Unreachable);
        }

        var version = Printable.Text(probe.Version ?? "not told");
        return new Finding("server", $"answers in {probe.RoundTrip.TotalMilliseconds:0} ms, version {version}; this is antpath {ClientVersion}");
    }

    private Finding Clock(DateTimeOffset server)
    {
        var skew = (host.Time.GetUtcNow() - server).Duration();
        return skew > SkewMax
            ? new Finding("clock", $"differs from the server's by {Quantities.Duration(skew)}", "Set this machine's clock; links expire by it.")
            : new Finding("clock", "agrees with the server's");
    }

    private async Task<IReadOnlyList<Finding>> TokenAsync(AntpathClient client, CancellationToken cancellationToken)
    {
        try
        {
            var who = await client.WhoAmIAsync(cancellationToken);
            var found = $"accepted for {Printable.Text(who.Workspace.Name)}: {string.Join(' ', who.Scopes)}";
            var access = who.ExpiresAt - host.Time.GetUtcNow() < ExpirySoon
                ? new Finding("access", found, $"The token expires {Quantities.Instant(who.ExpiresAt!.Value)}; make a new one in the dashboard.")
                : new Finding("access", found);
            return who.Scopes.Contains("admin", StringComparer.Ordinal) ? [access, await RowSecurityAsync(client, cancellationToken)] : [access];
        }
        catch (AntpathException refused)
        {
            const string Remedy = "Make a new token in the dashboard, then run antpath login.";
            return [new Finding("access", Printable.WithoutSecrets(refused.Message), Remedy, ExitCodes.Of(refused))];
        }
    }

    /// <summary>Asked for administrators alone: others are not told.</summary>
    private static async Task<Finding> RowSecurityAsync(AntpathClient client, CancellationToken cancellationToken)
    {
        const string Name = "row security", Remedy =
            "Whoever operates it gives it a role of its own: ANTPATH_DATABASE_ASSUME_ROLE=true, or a database user for each process (docs/operating/database-roles.md).";
        try
        {
            return (await client.GetDeploymentAsync(cancellationToken)).RowSecurity
                ? new Finding(Name, "the database holds the server to one workspace at a time")
                : new Finding(Name, "the server's database user owns the tables: the database does not keep workspaces apart", Remedy);
        }
        catch (NotFoundException)
        {
            return new Finding(Name, "not told: this server is older than this antpath");
        }
        catch (AntpathException failed)
        {
            return new Finding(Name, Printable.WithoutSecrets(failed.Message), "Ask again; the server may have trouble with its database.");
        }
    }

    [GeneratedRegex("^ant_[0-9a-hjkmnp-tv-z]{64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenShape();
}
