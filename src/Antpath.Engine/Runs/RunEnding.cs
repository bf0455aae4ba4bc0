namespace Antpath.Engine.Runs;

/// <summary>How a run ends: its terminal status, a stable code and a sentence for people.</summary>
/// <param name="Status"><c>succeeded</c>, <c>failed</c>, <c>timed_out</c> or <c>cancelled</c>.</param>
/// <param name="Code">One of <see cref="ReasonCodes"/>, or a provider failure's code.</param>
/// <param name="Message">At most 1000 characters; safe to show.</param>
public sealed record RunEnding(string Status, string Code, string Message);
