namespace Antpath.Server.Problems;

/// <summary>One way a request can be refused: what the answer always says, and what the documentation says about it.</summary>
/// <param name="Code">The stable code, one of <see cref="Antpath.Problems.ApiProblemCodes"/>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind of problem in a few words, the same every time.</param>
/// <param name="When">When it is given, for the documentation.</param>
/// <param name="Next">What the caller should do next, for the documentation.</param>
internal sealed record ProblemKind(string Code, int Status, string Title, string When, string Next);
