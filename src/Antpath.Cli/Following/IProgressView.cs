using Antpath.Runs;

namespace Antpath.Cli.Following;

/// <summary>Shows a run while it lives: as JSON lines, as plain lines, or on a terminal.</summary>
internal interface IProgressView
{
    /// <summary>Whether to be told the run's state between events too; costs a call each.</summary>
    bool WantsRun { get; }

    void Saw(EventView entry);

    void Saw(RunView run);
}
