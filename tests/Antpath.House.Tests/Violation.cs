namespace Antpath.House.Tests;

/// <summary>One place that breaks a house rule.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Text">What is wrong there and what to do about it.</param>
internal sealed record Violation(string Path, int Line, string Text)
{
    public override string ToString() => $"{Path}:{Line}: {Text}";
}
