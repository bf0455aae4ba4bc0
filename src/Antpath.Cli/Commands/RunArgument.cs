using Antpath.Ids;

namespace Antpath.Cli.Commands;

/// <summary>Reads a run's id as people paste it.</summary>
internal static class RunArgument
{
    /// <exception cref="BadInputException">It is no run id.</exception>
    public static RunId Read(string text) =>
        RunId.TryParse(text.Trim(), out var id)
            ? id
            : throw new BadInputException("RUN", $"Expected a run id like {new RunId(Guid.Empty).ToString()[..8]}…, 30 characters; antpath runs list shows them.");
}
