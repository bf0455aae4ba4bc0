namespace Antpath.Cli.Rendering;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Right">Whether its values stand to the right, as numbers do.</param>
/// <param name="Gives">Whether it is cut first when a terminal is too narrow.</param>
internal sealed record Column(string Title, bool Right = false, bool Gives = false);
