using Antpath.Json;

namespace Antpath.Problems;

/// <summary>Gathers every problem of one input, up to a bound.</summary>
internal sealed class ProblemList
{
    /// <summary>Problems reported for one input, before the note that there are more.</summary>
    public const int ProblemsMax = 100;

    private readonly List<Problem> _problems = [];
    private bool _overflowed;

    public bool IsEmpty => _problems.Count == 0;

    /// <summary>Whether further problems would not be listed: time not to look for more.</summary>
    public bool IsFull => _overflowed;

    public int Count => _problems.Count;

    public void Add(JsonPointer at, string code, string message)
    {
        if (_overflowed)
            return;

        if (_problems.Count == ProblemsMax)
        {
            _overflowed = true;
            _problems.Add(new Problem("", ProblemCodes.TooManyProblems, $"Only the first {ProblemsMax} problems are listed. Correct them and try again."));
            return;
        }

        _problems.Add(new Problem(at.ToString(), code, message));
    }

    public IReadOnlyList<Problem> ToList() => [.. _problems];
}
