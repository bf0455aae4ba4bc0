namespace Antpath.Problems;

/// <summary>One thing that is wrong with an input, and what to do about it.</summary>
/// <param name="Pointer">Where, as a JSON pointer (RFC 6901); empty for the whole document. Never contains a secret.</param>
/// <param name="Code">Which rule, one of <see cref="ProblemCodes"/>. Stable: programs may branch on it.</param>
/// <param name="Message">What is wrong and the remedy, for people. Wording may change. Never contains input that could be secret.</param>
public sealed record Problem(string Pointer, string Code, string Message)
{
    /// <returns>Place, message and code on one line.</returns>
    public override string ToString() => $"{(Pointer.Length == 0 ? "(document)" : Pointer)}: {Message} [{Code}]";
}
