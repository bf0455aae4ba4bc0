namespace Antpath.Cli;

/// <summary>One thing to correct.</summary>
/// <param name="Place">A file, option or variable, for people.</param>
/// <param name="Message">What is wrong and what to do. Never the value.</param>
/// <param name="Code">The stable code, or null for plain usage errors.</param>
/// <param name="Pointer">JSON pointer within the place, or null.</param>
/// <param name="Line">Line within the file, from 1, or null when not known.</param>
internal sealed record InputProblem(string Place, string Message, string? Code = null, string? Pointer = null, int? Line = null);
