using System.CommandLine;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Submission;
using Antpath.Sweeps;

namespace Antpath.Cli.Commands.Account;

/// <summary>One <c>antpath doctor --sweep</c>: hands the key to the server, waits, and shows the report.</summary>
internal sealed class ProviderSweepSession(CliHost host, bool json)
{
    private const string KeyVariable = "ANTHROPIC_API_KEY";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(ParseResult parsed, bool dryRun, bool yes, CancellationToken cancellationToken)
    {
        var key = host.Environment(KeyVariable)?.Trim();
        if (string.IsNullOrEmpty(key))
            throw new BadInputException(KeyVariable, "Set it to the key whose reach is to be searched.");
        if (!dryRun && !yes && !Confirmed())
            return ExitCodes.BadInput;

        using var client = Connection.Open(parsed, host);
        var view = await client.StartProviderSweepAsync(new ProviderSweepRequest { ApiKey = new SecretString(key), DryRun = dryRun }, cancellationToken);
        view = await FollowAsync(client, view, cancellationToken);
        if (json)
            JsonLines.Write(host, view, WireJson.Default.ProviderSweepView);
        else
            Show(view);
        return view.Status == "succeeded" ? ExitCodes.Succeeded : ExitCodes.Unreachable;
    }

    private async Task<ProviderSweepView> FollowAsync(AntpathClient client, ProviderSweepView view, CancellationToken cancellationToken)
    {
        host.Tell($"{view.Id}: {Printable.Text(view.StatusReason.Message)}");
        while (!view.Over)
        {
            await Task.Delay(LookEvery, host.Time, cancellationToken);
            var seen = view;
            view = await client.GetProviderSweepAsync(view.Id, cancellationToken);
            if (view.StatusReason != seen.StatusReason || view.FoundCount != seen.FoundCount)
                host.Tell($"{view.FoundCount} looked at: {Printable.Text(view.StatusReason.Message)}");
        }

        return view;
    }

    private void Show(ProviderSweepView view)
    {
        if (view.Findings.Count > 0)
        {
            var table = new TextTable(new Column("TYPE"), new Column("PROVIDER ID", Gives: true), new Column("RUN", Gives: true), new Column("DONE"), new Column("WHY", Gives: true));
            foreach (var finding in view.Findings)
                table.Add(finding.Type, finding.ProviderId, finding.Run ?? "", finding.Action.Replace('_', ' '), finding.Reason.Message);
            table.Write(host);
        }

        host.Out.WriteLine($"{view.Status}: {Printable.Text(view.StatusReason.Message)}");
    }

    private bool Confirmed()
    {
        if (!host.InIsTerminal)
            throw new BadInputException("--yes", "Removing cannot be undone and nobody can be asked here; pass --yes, or --dry-run to look first.");
        host.Error.Write("Remove everything of this installation at the provider that no live run holds? Type yes: ");
        if (string.Equals(host.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
            return true;
        host.Tell("nothing was removed");
        return false;
    }
}
