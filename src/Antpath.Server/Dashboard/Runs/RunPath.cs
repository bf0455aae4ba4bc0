using Antpath.Runs;

namespace Antpath.Server.Dashboard.Runs;

/// <summary>The stations a run passes, and where it is. Pure.</summary>
internal static class RunPath
{
    /// <summary>One station.</summary>
    /// <param name="Name">What people read.</param>
    /// <param name="Mark"><c>past</c>, <c>now</c>, <c>broken</c> or empty for what is still to come.</param>
    public sealed record Station(string Name, string Mark);

    private static readonly string[] Names = ["Queued", "Provision", "Work", "Capture", "Clean up", "Done"];

    /// <summary>Marks the stations of one run.</summary>
    public static IReadOnlyList<Station> Of(RunView run)
    {
        var here = run.Phase.State switch
        {
            RunStatus.Queued => 0,
            RunStatus.Claiming or RunStatus.Provisioning or RunStatus.SessionCreated => 1,
            RunStatus.Dispatched or RunStatus.ProviderRunning or RunStatus.ProviderIdle or RunStatus.ProviderRescheduled or RunStatus.Cancelling => 2,
            RunStatus.CapturingOutputs => 3,
            RunStatus.CleaningUp or RunStatus.CleanupFailed => 4,
            _ => 5,
        };
        var ended = here == 5 || run.Phase.State == RunStatus.CleanupFailed;
        return [.. Names.Select((name, at) => new Station(name, Mark(run, at, here, ended)))];
    }

    private static string Mark(RunView run, int at, int here, bool ended) => (at - here) switch
    {
        > 0 => "",
        < 0 => "past",
        _ when !ended => "now",
        _ => run.Status == RunStatus.Succeeded && run.Phase.State != RunStatus.CleanupFailed ? "past" : "broken",
    };
}
