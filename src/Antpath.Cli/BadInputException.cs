namespace Antpath.Cli;

/// <summary>The user must correct something before anything can be sent. Carries every problem, not the first one.</summary>
internal sealed class BadInputException(IReadOnlyList<InputProblem> problems) : Exception("bad input")
{
    public BadInputException(string place, string message, string? code = null)
        : this([new InputProblem(place, message, code)])
    {
    }

    public IReadOnlyList<InputProblem> Problems => problems;
}
