using Antpath.Engine.Runs.Claiming;

namespace Antpath.Worker;

/// <summary>The loops of one worker and what they share.</summary>
internal sealed record WorkerLoops(ClaimLoop Claims, StepDispatcher Steps, LeaseRenewer Renewer, SweepRunner Sweeps, HeldRuns Held, RunLeases Leases);
