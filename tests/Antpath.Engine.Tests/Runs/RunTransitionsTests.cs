using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Runs;

namespace Antpath.Engine.Tests.Runs;

public sealed class RunTransitionsTests
{
    private static readonly RunEnding Ending = new(RunStatus.Succeeded, ReasonCodes.EndTurn, "Done.");

    private static readonly RunSignals[] Signals =
        [.. from cancel in new[] { false, true } from delete in new[] { false, true } from deadline in new[] { false, true } select new RunSignals(cancel, delete, deadline)];

    /// <summary>The whole machine: a phase, what it needs when nobody interferes, when it must stop, and when it stopped its workers too often.</summary>
    public static TheoryData<string, string, string, string> Table { get; } = new()
    {
        { RunStatus.Queued, "Begin", "Finish", "Finish" },
        { RunStatus.Provisioning, "Provision", "Finish", "Finish" },
        { RunStatus.SessionCreated, "Dispatch", "Interrupt", "Settle" },
        { RunStatus.Dispatched, "Observe", "Interrupt", "Settle" },
        { RunStatus.ProviderRunning, "Observe", "Interrupt", "Settle" },
        { RunStatus.ProviderIdle, "Observe", "Interrupt", "Settle" },
        { RunStatus.ProviderRescheduled, "Observe", "Interrupt", "Settle" },
        { RunStatus.Cancelling, "Observe", "Observe", "Settle" },
        { RunStatus.CapturingOutputs, "Capture", "Capture", "Finish" },
        { RunStatus.CleaningUp, "CleanUp", "CleanUp", "AbandonCleanup" },
        { RunStatus.Succeeded, "Nothing", "Nothing", "Nothing" },
        { RunStatus.Failed, "Nothing", "Nothing", "Nothing" },
        { RunStatus.TimedOut, "Nothing", "Nothing", "Nothing" },
        { RunStatus.Cancelled, "Nothing", "Nothing", "Nothing" },
        { RunStatus.CleanupFailed, "Nothing", "Nothing", "Nothing" },
        { RunStatus.Deleted, "Nothing", "Nothing", "Nothing" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_phase_has_one_answer_to_every_signal(string phase, string undisturbed, string stopped, string exhausted)
    {
        foreach (var signals in Signals)
        {
            // nobody wants the files of a run that is being deleted
            var expected = !signals.Stop ? undisturbed : phase == RunStatus.CapturingOutputs && signals.DeleteRequested ? "Finish" : stopped;
            Assert.Equal(expected, Next(phase, signals, claimsExhausted: false));
            Assert.Equal(exhausted, Next(phase, signals, claimsExhausted: true));
        }
    }

    [Fact]
    public void The_table_knows_every_phase_a_run_can_be_in()
    {
        string[] derived = [RunStatus.Claiming, RunStatus.PendingDelete]; // read from the lease and from the status, never stored as a phase

        Assert.Equal(RunStatus.All.Except(derived).Order(StringComparer.Ordinal), Table.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true, true, true, RunStatus.Cancelled, ReasonCodes.DeletedByUser)]
    [InlineData(true, false, true, RunStatus.Cancelled, ReasonCodes.CancelledByUser)]
    [InlineData(false, false, true, RunStatus.TimedOut, ReasonCodes.DeadlinePassed)]
    public void A_delete_outranks_a_cancel_and_a_cancel_outranks_the_deadline(bool cancel, bool delete, bool deadline, string status, string code)
    {
        var ending = RunTransitions.Stopped(new RunSignals(cancel, delete, deadline));

        Assert.Equal((status, code), (ending.Status, ending.Code));
    }

    [Fact]
    public void What_is_fixed_stays_fixed_when_capture_is_given_up()
    {
        var move = RunTransitions.Next(RunStatus.CapturingOutputs, default, Ending, claimsExhausted: true);

        Assert.Equal(Ending, Assert.IsType<RunMove.Finish>(move).Ending);
    }

    private static string Next(string phase, RunSignals signals, bool claimsExhausted) => RunTransitions.Next(phase, signals, Ending, claimsExhausted).GetType().Name;
}
