namespace Antpath.Cli.Commands.Account;

/// <summary>What <c>antpath doctor</c> found at one place.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Says">What was found.</param>
/// <param name="Remedy">What to do, or null when all is well.</param>
/// <param name="ExitCode">The code this ends in when it is the first problem; 0 for all well or a mere warning.</param>
internal sealed record Finding(string Name, string Says, string? Remedy = null, int ExitCode = ExitCodes.Succeeded)
{
    /// <summary><c>ok</c>, <c>warning</c> or <c>problem</c>.</summary>
    public string Verdict => Remedy is null ? "ok" : ExitCode == ExitCodes.Succeeded ? "warning" : "problem";
}
