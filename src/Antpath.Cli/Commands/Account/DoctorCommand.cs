using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Spectre.Console;

namespace Antpath.Cli.Commands.Account;

/// <summary><c>antpath doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(CliHost host)
    {
        var json = GlobalOptions.NewJson();
        var sweep = new Option<bool>("--sweep") { Description = "Search the provider with your key for leaked resources of this installation, and remove them." };
        var dryRun = new Option<bool>("--dry-run") { Description = "With --sweep: list only, remove nothing." };
        var yes = new Option<bool>("--yes", "-y") { Description = "With --sweep: do not ask. Needed where nobody can be asked." };
        var command = new DocumentedCommand("doctor", "find out why something does not work: settings, keys, templates, server, clock, access.")
        {
            Notes = "Each check says what was found and, where something is wrong, the remedy. Exits with the code of the first problem.",
            Examples =
            [
                new("antpath doctor --base-url http://127.0.0.1:5180", "Look at a server of your own:"),
                new("antpath doctor --sweep --dry-run", "What was left at the provider that no run holds?"),
            ],
            Variables = [("ANTHROPIC_API_KEY", "provider key; only its shape is looked at, but --sweep hands it to the server for the search")],
            ExitsWith = [ExitCodes.OverQuota],
        };
        return command.With(json, sweep, dryRun, yes).Does(host, async (parsed, _, cancellationToken) =>
        {
            if (parsed.GetValue(sweep))
                return await new ProviderSweepSession(host, parsed.GetValue(json)).RunAsync(parsed, parsed.GetValue(dryRun), parsed.GetValue(yes), cancellationToken);
            if (parsed.GetValue(dryRun) || parsed.GetValue(yes))
                throw new BadInputException("--sweep", "--dry-run and --yes go with --sweep.");
            var findings = await new Examination(host, Connection.Resolve(parsed, host)).RunAsync(cancellationToken);
            foreach (var finding in findings)
                Show(host, finding, parsed.GetValue(json));
            return findings.FirstOrDefault(finding => finding.ExitCode != ExitCodes.Succeeded)?.ExitCode ?? ExitCodes.Succeeded;
        });
    }

    private static void Show(CliHost host, Finding finding, bool json)
    {
        if (json)
        {
            JsonLines.Write(host, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("check", finding.Name);
                writer.WriteString("verdict", finding.Verdict);
                writer.WriteString("found", finding.Says);
                if (finding.Remedy is not null)
                    writer.WriteString("remedy", finding.Remedy);
                writer.WriteEndObject();
            });
            return;
        }

        if (host.Colour)
        {
            var colour = finding.Verdict switch { "ok" => "green", "warning" => "yellow", _ => "red" };
            Ansi.Of(host).MarkupLine($"[{colour}]{finding.Verdict,-8}[/] {finding.Name,-15} {Markup.Escape(finding.Says)}");
        }
        else
        {
            host.Out.WriteLine($"{finding.Verdict,-8} {finding.Name,-15} {finding.Says}");
        }

        if (finding.Remedy is not null)
            host.Out.WriteLine($"{"",-24} {finding.Remedy}");
    }
}
