namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>What became of the wish for a turn.</summary>
internal abstract record TurnAnswer
{
    private TurnAnswer()
    {
    }

    /// <summary>The call may be made, until the turn is over.</summary>
    public sealed record Now(Turn Turn) : TurnAnswer;

    /// <summary>The wait would be too long.</summary>
    /// <param name="ComeBackIn">When it would not be.</param>
    public sealed record Later(TimeSpan ComeBackIn) : TurnAnswer;
}
