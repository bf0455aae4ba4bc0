using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;
using Antpath.Workspaces;

namespace Antpath.Cli.Commands.Members;

/// <summary><c>antpath members …</c></summary>
internal static class MembersCommands
{
    public static Command Create(CliHost host) =>
        new DocumentedCommand("members", "see who belongs to the workspace, change roles, remove people.")
        {
            Examples =
            [
                new("antpath members list", "Who is here?"),
                new("antpath members role usr_01k5… viewer", "Let somebody look only:"),
            ],
        }
            .With(List(host), Role(host), Remove(host));

    private static DocumentedCommand List(CliHost host)
    {
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("list", "list everybody in the workspace, the highest role first.")
        {
            Examples = [new("antpath members list --json | jq -r 'select(.role == \"owner\") | .email'", "Whom to ask:")],
        };
        return command.With(json).Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            MemberReport.Write(host, await client.People.ListMembersAsync(cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Role(CliHost host)
    {
        var member = MemberReport.NewMember();
        var role = new Argument<string>("role") { Description = $"The new role: {string.Join(", ", MemberRole.All)}." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("role", "give a member another role.")
        {
            Notes = "Needs a token with the scope admin. Nobody gives a role above their own, and the workspace keeps an owner.",
            Examples = [new("antpath members role usr_01k5… admin", "Let somebody manage the workspace:")],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.NotFound],
        };
        return command.With(member, role, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var (who, what) = (MemberReport.Read(parsed.GetRequiredValue(member)), parsed.GetRequiredValue(role));
            if (!MemberRole.All.Contains(what, StringComparer.Ordinal))
                throw new BadInputException("role", $"must be one of {string.Join(", ", MemberRole.All)}");
            using var client = Connection.Open(parsed, host);
            MemberReport.Write(host, await client.People.ChangeRoleAsync(who, what, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Remove(CliHost host)
    {
        var member = MemberReport.NewMember();
        var yes = MemberReport.NewYes();
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("remove", "remove a member; with the token's own person, leave.")
        {
            Notes = "The person's tokens of this workspace are revoked; runs they submitted go on. Needs a token with the scope admin.",
            Examples = [new("antpath members remove usr_01k5… --yes", "In a script:")],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.NotFound],
        };
        return command.With(member, yes, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var who = MemberReport.Read(parsed.GetRequiredValue(member));
            if (!parsed.GetValue(yes) && !MemberReport.Confirmed(host, $"Remove {who} and revoke their tokens?"))
                return ExitCodes.BadInput;
            using var client = Connection.Open(parsed, host);
            MemberReport.Write(host, await client.People.RemoveAsync(who, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }
}
