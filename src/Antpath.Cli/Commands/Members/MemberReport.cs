using System.CommandLine;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Ids;
using Antpath.Workspaces;

namespace Antpath.Cli.Commands.Members;

/// <summary>What the commands about people share: reading a person's id, showing the members, asking before something is taken away.</summary>
internal static class MemberReport
{
    public static Argument<string> NewMember() => new("member") { Description = "The person's id, usr_…, as antpath members list shows it." };

    public static Option<bool> NewYes() => new("--yes", "-y") { Description = "Do not ask. Needed where nobody can be asked." };

    public static AppUserId Read(string text) =>
        AppUserId.TryParse(text, out var member) ? member : throw new BadInputException("member", "must be a person's id, usr_…; antpath members list shows them");

    public static void Write(CliHost host, MemberList members, bool json)
    {
        if (json)
        {
            foreach (var member in members.Data)
                JsonLines.Write(host, member, WireJson.Default.MemberView);
            return;
        }

        var table = new TextTable(new Column("MEMBER"), new Column("ROLE"), new Column("NAME", Gives: true), new Column("E-MAIL", Gives: true), new Column("SINCE"));
        foreach (var member in members.Data)
            table.Add(member.AppUserId.ToString(), member.Disabled ? $"{member.Role} (disabled)" : member.Role, member.DisplayName, member.Email ?? "", Quantities.Instant(member.JoinedAt));
        table.Write(host);
    }

    public static bool Confirmed(CliHost host, string question)
    {
        if (!host.InIsTerminal)
            throw new BadInputException("--yes", "Nobody can be asked here; pass --yes.");
        host.Error.Write($"{question} Type yes: ");
        if (string.Equals(host.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
            return true;
        host.Tell("nothing was changed");
        return false;
    }
}
