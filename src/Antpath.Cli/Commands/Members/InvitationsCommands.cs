using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Cli.Settings;
using Antpath.Ids;
using Antpath.Workspaces;

namespace Antpath.Cli.Commands.Members;

/// <summary><c>antpath invitations …</c></summary>
internal static class InvitationsCommands
{
    public static Command Create(CliHost host) =>
        new DocumentedCommand("invitations", "invite people to the workspace, see who has not answered, revoke.")
        {
            Examples =
            [
                new("antpath invitations create --role member --email ada@example.org", "Invite one person:"),
                new("antpath invitations list", "Who has not answered yet?"),
            ],
        }
            .With(NewCreate(host), List(host), Revoke(host));

    private static DocumentedCommand NewCreate(CliHost host)
    {
        var role = new Option<string>("--role")
        {
            HelpName = "ROLE", Description = $"{string.Join(", ", MemberRole.All)}. Default {MemberRole.Member}.", DefaultValueFactory = _ => MemberRole.Member,
        };
        var email = new Option<string?>("--email") { HelpName = "ADDRESS", Description = "The one address whose owner may accept. Without it: whoever has the link." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("create", "invite somebody; prints the link, which works once.")
        {
            Notes = """
                With an address the server also mails the link, if it can. Inviting the same address again replaces the earlier invitation. Needs a token with the
                scope admin; nobody invites above their own role.
                """.ReplaceLineEndings(" "),
            Examples = [new("antpath invitations create --role viewer --json | jq -r .link", "A link to hand over yourself:")],
            ExitsWith = [ExitCodes.Conflict, ExitCodes.OverQuota],
        };
        return command.With(role, email, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var request = new InvitationRequest { Role = parsed.GetValue(role)!, Email = parsed.GetValue(email) };
            if (!MemberRole.All.Contains(request.Role, StringComparer.Ordinal))
                throw new BadInputException("--role", $"must be one of {string.Join(", ", MemberRole.All)}");
            using var client = Connection.Open(parsed, host);
            Tell(host, await client.People.InviteAsync(request, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static void Tell(CliHost host, NewInvitation made, bool json)
    {
        if (json)
        {
            JsonLines.Write(host, made, WireJson.Default.NewInvitation);
            return;
        }

        host.Out.WriteLine(Printable.Text(made.Link));
        host.Tell(made.Invitation.Email is null
            ? $"{made.Invitation.Id}: whoever has this link may join as {made.Invitation.Role}, once, until {Quantities.Instant(made.Invitation.ExpiresAt)}"
            : $"{made.Invitation.Id}: for the owner of that address alone, as {made.Invitation.Role}, until {Quantities.Instant(made.Invitation.ExpiresAt)}");
        if (made.Invitation.Email is not null)
            host.Tell(made.Mailed ? "it is being mailed, too" : "it is not mailed by this server: hand the link over yourself");
    }

    private static DocumentedCommand List(CliHost host)
    {
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("list", "list the invitations that wait for an answer.")
        {
            Notes = "Needs a token with the scope admin. Links are shown when they are made, and are not kept.",
            Examples = [new("antpath invitations list --json | jq -r .id", "For a script:")],
        };
        return command.With(json).Does(host, async (parsed, _, cancellationToken) =>
        {
            using var client = Connection.Open(parsed, host);
            Write(host, await client.People.ListInvitationsAsync(cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Revoke(CliHost host)
    {
        var id = new Argument<string>("invitation") { Description = "The invitation's id, inv_…." };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("revoke", "make an invitation's link worthless.")
        {
            Notes = "Needs a token with the scope admin.",
            Examples = [new("antpath invitations revoke inv_01k5…", "Think better of it:")],
            ExitsWith = [ExitCodes.NotFound],
        };
        return command.With(id, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            if (!InvitationId.TryParse(parsed.GetRequiredValue(id), out var invitation))
                throw new BadInputException("invitation", "must be an invitation's id, inv_…; antpath invitations list shows them");
            using var client = Connection.Open(parsed, host);
            Write(host, await client.People.RevokeInvitationAsync(invitation, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Succeeded;
        });
    }

    private static void Write(CliHost host, InvitationList invitations, bool json)
    {
        var table = new TextTable(new Column("INVITATION"), new Column("ROLE"), new Column("E-MAIL", Gives: true), new Column("UNTIL"));
        foreach (var invitation in invitations.Data)
        {
            if (json)
                JsonLines.Write(host, invitation, WireJson.Default.InvitationView);
            else
                table.Add(invitation.Id.ToString(), invitation.Role, invitation.Email ?? "whoever has the link", Quantities.Instant(invitation.ExpiresAt));
        }

        if (!json && invitations.Data.Count > 0)
            table.Write(host);
        if (invitations.Data.Count == 0)
            host.Tell("no invitation waits");
    }
}
