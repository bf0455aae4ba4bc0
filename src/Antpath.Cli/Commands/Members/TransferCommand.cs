using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Members;

/// <summary><c>antpath workspace transfer</c></summary>
internal static class TransferCommand
{
    public static Command Create(CliHost host)
    {
        var member = MemberReport.NewMember();
        var yes = MemberReport.NewYes();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("transfer", "make another member the owner in your place; you become an admin.")
        {
            Notes = "Only an owner may. Needs a token with the scope admin.",
            Examples = [new("antpath workspace transfer usr_01k5… --yes", "In a script:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(member, yes, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var who = MemberReport.Read(parsed.GetRequiredValue(member));
            if (!parsed.GetValue(yes) && !MemberReport.Confirmed(host, $"Make {who} the owner in your place?"))
                return ExitCodes.BadInput;
            using var client = Connection.Open(parsed, host);
            MemberReport.Write(host, await client.People.TransferOwnershipAsync(who, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }
}
