namespace Antpath.Chaos.Verdict;

/// <summary>One promise and how often it was broken.</summary>
/// <param name="Promise">What must not be, in a few words.</param>
/// <param name="Looked">How many things were looked at: a check that looks at nothing proves nothing.</param>
/// <param name="Broken">One line for each violation.</param>
internal sealed record Finding(string Promise, int Looked, IReadOnlyList<string> Broken);
