namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>What the shared budget gave.</summary>
/// <param name="At">The database's time.</param>
/// <param name="FirstAt">When the first turn is due; in the past while silence is being used up.</param>
/// <param name="Count">How many turns were given, one <see cref="Pace.Interval"/> apart; 0 when the first is too far away.</param>
internal sealed record GrantedTurns(DateTimeOffset At, DateTimeOffset FirstAt, int Count);
