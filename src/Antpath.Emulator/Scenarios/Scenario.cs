namespace Antpath.Emulator.Scenarios;

/// <summary>A named behaviour of a session's turn.</summary>
/// <param name="Summary">One sentence for listings and the documentation.</param>
/// <param name="Play">Writes the turn, lazily: an endless one is allowed.</param>
internal sealed record Scenario(string Name, string Summary, Func<ScenarioContext, ScenarioRequest, IEnumerable<Beat>> Play);
