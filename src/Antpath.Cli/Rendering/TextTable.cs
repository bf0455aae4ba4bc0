using Antpath.Cli.Hosting;
using Spectre.Console;

namespace Antpath.Cli.Rendering;

/// <summary>A table: laid out for the width of a terminal, or complete and aligned when piped.</summary>
internal sealed class TextTable(params Column[] columns)
{
    private const int Gap = 2;
    private readonly List<string[]> _rows = [];

    public TextTable Add(params IEnumerable<string> cells)
    {
        _rows.Add([.. cells.Select(Printable.Text)]);
        return this;
    }

    public void Write(CliHost host, string indent = "")
    {
        var widths = columns.Select((column, i) => _rows.Select(row => Width(row[i])).Append(column.Title.Length).Max()).ToArray();
        if (host.OutIsTerminal)
            Squeeze(widths, host.Width - indent.Length - (Gap * (columns.Length - 1)));

        var heading = Line(widths, [.. columns.Select(column => column.Title)]);
        if (host.Colour)
            Ansi.Of(host).MarkupLine($"{indent}[grey]{Markup.Escape(heading)}[/]");
        else
            host.Out.WriteLine(indent + heading);
        foreach (var row in _rows)
            host.Out.WriteLine(indent + Line(widths, row));
    }

    private void Squeeze(int[] widths, int room)
    {
        foreach (var i in Enumerable.Range(0, widths.Length).Where(i => columns[i].Gives))
            widths[i] = Math.Max(Math.Min(widths[i], 8), widths[i] - Math.Max(0, widths.Sum() - room));
    }

    private string Line(int[] widths, string[] cells)
    {
        var padded = cells.Select((cell, i) =>
        {
            var cut = Width(cell) > widths[i] ? Printable.Cut(cell, widths[i]) : cell;
            var blanks = new string(' ', Math.Max(0, widths[i] - Width(cut)));
            return columns[i].Right ? blanks + cut : cut + blanks;
        });
        return string.Join(new string(' ', Gap), padded).TrimEnd(' ');
    }

    // columns on the screen, where East Asian characters take two
    private static int Width(string text) => text.All(char.IsAscii) ? text.Length : Markup.Remove(Markup.Escape(text)).GetCellWidth();
}
