using Antpath.Cli.Rendering;
using Antpath.Runs;

namespace Antpath.Cli.Following;

/// <summary>An event as a line of the timeline.</summary>
internal static class EventLine
{
    public static string Of(EventView entry) => Printable.Text(EventSentence.Of(entry));

    /// <returns>A Spectre.Console colour.</returns>
    public static string ColourOf(EventView entry) =>
        entry.Type is "session.error" or "run.output_skipped" ? "red"
        : entry.Source == "antpath" ? "blue"
        : entry.Type.StartsWith("span.", StringComparison.Ordinal) ? "grey"
        : "default";
}
