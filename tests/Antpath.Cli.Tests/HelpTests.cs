using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Tests.Support;

namespace Antpath.Cli.Tests;

public sealed class HelpTests
{
    private static readonly CliHost Nowhere = new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        In = TextReader.Null,
        Environment = _ => null,
        WorkingFolder = ".",
        ConfigFolder = ".",
        ReadHidden = () => "",
    };

    public static TheoryData<string> Commands { get; } = [.. Paths(CommandLine.Build(Nowhere), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_is_what_was_agreed(string command)
    {
        await using var cli = new CliFixture();

        var code = await cli.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, code);
        Assert.Equal("", cli.Error);
        Snapshot.Matches(command.Length == 0 ? "antpath" : command.Replace(' ', '-'), cli.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_fits_eighty_columns_and_tells_the_exit_codes(string command)
    {
        await using var cli = new CliFixture();

        await cli.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        // examples are to be copied whole
        Assert.All(cli.Lines.Where(line => !line.StartsWith("  antpath ", StringComparison.Ordinal) && !line.Contains(" | ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("EXIT CODES", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_that_does_something_has_an_example()
    {
        var without = Walk(CommandLine.Build(Nowhere)).OfType<DocumentedCommand>().Where(command => command.Examples.Count == 0 && command.Name != "logout");

        Assert.Empty(without.Select(command => command.Name));
    }

    [Fact]
    public async Task Alone_it_shows_its_help()
    {
        await using var cli = new CliFixture();

        Assert.Equal(0, await cli.RunAsync());
        Assert.Contains("COMMANDS", cli.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, $"{path} {sub.Name}".Trim())).Prepend(path);

    private static IEnumerable<Command> Walk(Command command) => command.Subcommands.SelectMany(Walk).Prepend(command);
}
