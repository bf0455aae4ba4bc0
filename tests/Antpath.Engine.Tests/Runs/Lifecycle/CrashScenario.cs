using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>One way a run's life goes, and how it must end wherever workers die on the way.</summary>
internal sealed record CrashScenario
{
    public required string Name { get; init; }

    /// <summary>Status, phase and state of clean-up.</summary>
    public required string Ends { get; init; }

    /// <summary>Outputs stored, or null when it depends on where a worker died.</summary>
    public required int? Outputs { get; init; }

    /// <summary>Prompts sent, or null when it depends on where a worker died: then one at most.</summary>
    public int? Sends { get; init; } = 1;

    /// <summary>Rows that say what was not captured.</summary>
    public int Failures { get; init; }

    /// <summary>Kinds that stay at the provider, in alphabetical order.</summary>
    public string Keeps { get; init; } = "";

    public bool Everything { get; init; }

    /// <summary>Whether the run asks to keep what it creates.</summary>
    public bool Retain { get; init; }

    /// <summary>Whether the turn ends by itself.</summary>
    public bool Finishes { get; init; }

    /// <summary>Arranges the provider's answers.</summary>
    public Action<ScriptedProvider> Arrange { get; init; } = _ => { };

    /// <summary>The call in front of which somebody interferes, once.</summary>
    public string? InterferesAt { get; init; }

    /// <summary>
    /// The point at which this life leaves the common path, or null for the whole of it. What befalls workers well before is what it is in the first
    /// scenario, and is not repeated.
    /// </summary>
    public string? LeavesAt { get; init; }

    public Func<EngineUnderTest, Principal, RunId, Task> Interfere { get; init; } = (_, _, _) => Task.CompletedTask;

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new() { Name = "success", Ends = "succeeded|succeeded|succeeded", Outputs = 2, Everything = true, Finishes = true },
        new()
        {
            Name = "retain", Ends = "succeeded|succeeded|retained", Outputs = 2, Finishes = true, Retain = true, LeavesAt = "capture/run/AfterCommit", Keeps = "agent environment session",
        },
        new()
        {
            Name = "outage", Ends = "succeeded|succeeded|succeeded", Outputs = 0, Failures = 1, Finishes = true, LeavesAt = "call list:files asked",
            Arrange = p => p.FailBefore = c => c == "list:files" ? ScriptedProvider.Transient() : null,
        },
        new()
        {
            Name = "outage_passes", Ends = "succeeded|succeeded|succeeded", Outputs = 2, Finishes = true, LeavesAt = "call list:files asked",
            Arrange = p => p.FailBefore = c => (c == "list:files" || c.StartsWith("open:", StringComparison.Ordinal)) && p.Calls.Count(x => x == c) <= 2
                ? ScriptedProvider.Transient() : null,
        },
        new() { Name = "cancel", Ends = "cancelled|cancelled|succeeded", Outputs = 2, InterferesAt = "list:events", LeavesAt = "call list:events asked", Interfere = CancelAsync },
        new() { Name = "cancel_early", Ends = "cancelled|cancelled|succeeded", Outputs = 0, Sends = 0, InterferesAt = "create:session", LeavesAt = "call create:session asked", Interfere = CancelAsync },
        new()
        {
            Name = "deadline", Ends = "timed_out|timed_out|succeeded", Outputs = 2, InterferesAt = "list:events", LeavesAt = "call list:events asked",
            Interfere = async (engine, _, run) =>
            {
                await engine.ExecuteAsync("update runs set deadline_at = now() - interval '1 second' where id = $1", run.Value);
                await engine.ExecuteAsync("update run_leases set next_check_at = now() where run_id = $1", run.Value);
            },
        },
        new()
        {
            Name = "delete", Ends = "cancelled|cancelled|succeeded", Outputs = 0, InterferesAt = "list:events", LeavesAt = "call list:events asked",
            Interfere = (engine, principal, run) => engine.Get<RunDeletion>().DeleteAsync(principal, run, CancellationToken.None),
        },
        new()
        {
            Name = "refused", Ends = "failed|failed|succeeded", Outputs = 0, Sends = 0, LeavesAt = "call create:session asked",
            Arrange = p => p.FailBefore = c => c == "create:session" ? ScriptedProvider.Permanent() : null,
        },
        new()
        {
            Name = "refused_late", Ends = "failed|failed|succeeded", Outputs = null, Sends = null, LeavesAt = "call send asked",
            Arrange = p =>
            {
                p.FailAfter = c => c == "send" ? ScriptedProvider.Lost : null;
                p.FailBefore = c => c == "was_sent" ? ScriptedProvider.Permanent(status: 403) : null;
            },
        },
        new()
        {
            Name = "exhausted", Ends = "failed|failed|succeeded", Outputs = 2, InterferesAt = "list:events", LeavesAt = "dispatch/prompt/AfterCommit",
            Interfere = async (engine, _, run) =>
            {
                await engine.ExecuteAsync("update run_leases set claim_count = 50 where run_id = $1", run.Value);
                throw new WorkerKilledException();
            },
        },
    ];

    private static Task<CancelResult> CancelAsync(EngineUnderTest engine, Principal principal, RunId run) =>
        engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
}
