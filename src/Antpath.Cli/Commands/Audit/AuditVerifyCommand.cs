using System.CommandLine;
using Antpath.Audit;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Audit;

/// <summary><c>antpath audit verify</c></summary>
internal static class AuditVerifyCommand
{
    public static Command Create(CliHost host)
    {
        var file = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne, Description = "An export to check instead of the API." };
        var command = new DocumentedCommand("verify", "compute the audit trail's chain of hashes again.")
        {
            Notes = "Finds a line that was changed or removed, and lines cut off at the end. Who can rewrite the database can rewrite the whole chain: " +
                "compare the last hash with that of an export kept elsewhere. Without FILE it needs a token with the scope admin.",
            Examples =
            [
                new("antpath audit verify", "The trail as the API gives it:"),
                new("antpath audit verify audit.jsonl", "A copy kept before, without a server:"),
            ],
            ExitsWith = [ExitCodes.ChainBroken],
        };
        return command.With(file).Does(host, async (parsed, _, cancellationToken) =>
        {
            var (chain, broken) = parsed.GetValue(file) is { } path
                ? await AuditExport.CheckAsync(host, path, cancellationToken)
                : await CheckAsync(host, parsed, cancellationToken);
            if (broken is null)
            {
                host.Out.WriteLine($"{chain.Lines} lines, unchanged, up to {chain.Head.Hash}");
                return ExitCodes.Succeeded;
            }

            host.Out.WriteLine(Printable.Text(broken));
            host.Tell($"error: the chain is broken; {chain.Lines} newer lines hold");
            return ExitCodes.ChainBroken;
        });
    }

    private static async Task<(AuditChain Chain, string? Break)> CheckAsync(CliHost host, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Connection.Open(parsed, host);
        AuditChain? chain = null;
        await foreach (var page in client.ListAuditPagesAsync(filter: null, cancellationToken))
        {
            chain ??= new AuditChain(page.Head);
            foreach (var line in page.Data)
            {
                if (chain.Take(line) is { } broken)
                    return (chain, broken);
            }
        }

        return (chain!, chain!.Finish());
    }
}
