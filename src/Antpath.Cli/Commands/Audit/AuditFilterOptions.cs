using System.CommandLine;
using Antpath.Cli.Hosting;
using Antpath.Ids;

namespace Antpath.Cli.Commands.Audit;

/// <summary>Which lines of the trail a command is about.</summary>
internal sealed class AuditFilterOptions
{
    private readonly Option<string?> _action =
        new("--action") { HelpName = "ACTION", Description = "Only this action, like run.cancel; member. with its dot is all that was done to members." };

    private readonly Option<string?> _user = new("--user") { HelpName = "USER", Description = "Only what this person did, usr_…, themselves or with a token of theirs." };

    private readonly Option<string?> _since = new("--since") { HelpName = "TIME", Description = "Only lines since: 2h, 7d, or 2026-03-01T00:00:00Z." };

    private readonly Option<string?> _until = new("--until") { HelpName = "TIME", Description = "Only lines before." };

    public IEnumerable<Symbol> Options => [_action, _user, _since, _until];

    /// <returns>What was asked for; null for the whole trail.</returns>
    /// <exception cref="BadInputException">An option is not what it must be.</exception>
    public AuditFilter? Read(CliHost host, ParseResult parsed)
    {
        var filter = new AuditFilter
        {
            Action = parsed.GetValue(_action),
            AppUser = Person(parsed.GetValue(_user)),
            From = Instants.Read(host, "--since", parsed.GetValue(_since)),
            Until = Instants.Read(host, "--until", parsed.GetValue(_until)),
        };
        if (filter.From >= filter.Until)
            throw new BadInputException("--since", "must lie before --until");
        return filter == new AuditFilter() ? null : filter;
    }

    private static AppUserId? Person(string? text) =>
        text is null ? null
        : AppUserId.TryParse(text, out var person) ? person
        : throw new BadInputException("--user", "must be a person's id, usr_…; antpath members list shows them");
}
