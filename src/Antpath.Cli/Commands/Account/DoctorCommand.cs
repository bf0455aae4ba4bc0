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
        var command = new DocumentedCommand("doctor", "find out why something does not work: settings, keys, templates, server, clock, access.")
        {
            Notes = "Each check says what was found and, where something is wrong, the remedy. Exits with the code of the first problem.",
            Examples = [new("antpath doctor --base-url http://127.0.0.1:5180", "Look at a server of your own:")],
            Variables = [("ANTHROPIC_API_KEY", "provider key; only its shape is looked at")],
        };
        return command.With(json).Does(host, async (parsed, _, cancellationToken) =>
        {
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
