namespace Antpath.LocalPostgres.Commands;

/// <param name="Output">Standard output followed by standard error, trimmed; of a long output only the end.</param>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    public string LastLines(int count) => string.Join('\n', Output.Split('\n').TakeLast(count));
}
