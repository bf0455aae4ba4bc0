namespace Antpath.Cli.Help;

/// <summary>A line to copy, and what it does.</summary>
internal sealed record Example(string Line, string Does);
