using Antpath.Cli.Hosting;
using Spectre.Console;

namespace Antpath.Cli.Rendering;

/// <summary>The terminal as Spectre.Console sees it. Used only where standard output is one.</summary>
internal static class Ansi
{
    public static IAnsiConsole Of(CliHost host)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(host.Out),
            Ansi = host.OutIsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = host.OutIsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        });
        console.Profile.Width = host.Width;
        return console;
    }
}
