using System.Diagnostics;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Antpath.Runs;
using Antpath.Submission;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Takes one bounded step of a held run: reads what the tables say, decides, opens the run's secret for this step only, and acts.</summary>
public sealed class StepLoop
{
    private readonly RunReader _reader;
    private readonly ISecretVault _vault;
    private readonly IAgentProviderFactory _providers;
    private readonly LifecycleSteps _steps;
    private readonly AntpathMetrics _metrics;

    internal StepLoop(RunReader reader, ISecretVault vault, IAgentProviderFactory providers, LifecycleSteps steps, AntpathMetrics metrics)
    {
        _reader = reader;
        _vault = vault;
        _providers = providers;
        _steps = steps;
        _metrics = metrics;
    }

    /// <summary>Takes one step.</summary>
    /// <param name="held">The run. Never in two steps at a time.</param>
    /// <param name="cancellationToken">Interrupts the step because this process stops; the run goes on elsewhere.</param>
    /// <returns>What follows.</returns>
    public async Task<StepResult> StepAsync(HeldRun held, CancellationToken cancellationToken)
    {
        using var observed = new ObservedStep(_metrics, _steps.Kit.Time, held.Lease.Run);
        try
        {
            var result = await StepAsync(held, observed, cancellationToken);
            observed.Ended(result);
            return result;
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            observed.Broke(e);
            throw;
        }
    }

    private async Task<StepResult> StepAsync(HeldRun held, ObservedStep observed, CancellationToken cancellationToken)
    {
        using var cut = new StepCut(held.Lease, _steps.Kit.Time, _steps.Kit.Options.CutCallsAfter, cancellationToken);
        held.UnderWay(cut);
        try
        {
            held.Lease.EnsureHeld();
            if (held.TakeHurry())
                held.Facts = null;
            var facts = held.Facts ?? await _reader.ReadAsync(held.Lease, cancellationToken);
            if (facts is null)
            {
                held.Lease.Lose();
                return new StepResult.LeaseLost();
            }

            held.Facts = facts;
            observed.Phase = facts.Phase;
            return NotBeyondDeadline(facts, await TakeAsync(held, facts, cut));
        }
        catch (LeaseLostException)
        {
            held.Lease.Lose();
            return new StepResult.LeaseLost();
        }
        catch (OperationCanceledException) when (cut.Made && !cancellationToken.IsCancellationRequested)
        {
            held.Facts = null;
            return held.Lease.Held ? StepResult.AtOnce : new StepResult.LeaseLost();
        }
        finally
        {
            held.UnderWay(null);
        }
    }

    /// <summary>A wait, e.g. one the provider asked for, must not outlast the run's time.</summary>
    private StepResult NotBeyondDeadline(RunFacts facts, StepResult result)
    {
        if (result is not StepResult.Again again || facts.DeadlineAt is not { } deadlineAt || !RunTransitions.Stoppable(facts.Phase))
            return result;
        var rest = _steps.Kit.Time.GetElapsedTime(_steps.Kit.Time.GetTimestamp(), deadlineAt);
        return rest > TimeSpan.Zero && rest < again.After ? new StepResult.Again(rest) : result;
    }

    /// <summary>Ends a run whose steps keep breaking on a defect of ours: its user learns of it, and what it created is removed or listed.</summary>
    /// <param name="held">The run. Never in two steps at a time.</param>
    /// <param name="cancellationToken">Ends the wait for the tables.</param>
    /// <returns>What follows.</returns>
    public async Task<StepResult> GiveUpAsync(HeldRun held, CancellationToken cancellationToken)
    {
        const string Broken = "A defect of the platform stopped this run again and again; it was ended, and the operator can see why in the logs.";
        try
        {
            if (await _reader.ReadAsync(held.Lease, cancellationToken) is not { } facts)
                return new StepResult.LeaseLost();
            return RunTransitions.Next(facts.Phase, facts.Signals, facts.Ending, claimsExhausted: true) switch
            {
                RunMove.Nothing => new StepResult.Over(),
                RunMove.AbandonCleanup => await _steps.CleanUp.AbandonFirstAsync(held, facts, ReasonCodes.InternalError, Broken),
                RunMove.Settle => await _steps.Finish.SettleAsync(held, facts, new RunEnding(RunStatus.Failed, ReasonCodes.InternalError, Broken)),
                _ => await _steps.Finish.RunAsync(held, facts, facts.Ending ?? new RunEnding(RunStatus.Failed, ReasonCodes.InternalError, Broken)),
            };
        }
        catch (LeaseLostException)
        {
            return new StepResult.LeaseLost();
        }
    }

    private async Task<StepResult> TakeAsync(HeldRun held, RunFacts facts, StepCut cut)
    {
        var exhausted = held.Lease.ClaimCount > _steps.Kit.Options.ClaimsWithoutProgressMax && !held.Lease.Progressed;
        var signals = facts.Signals with { DeadlinePassed = _steps.DeadlinePassed(facts) };
        if (RunTransitions.Stoppable(facts.Phase) && !signals.DeadlinePassed && facts.DeadlineAt is { } deadlineAt)
            cut.EndAt(deadlineAt);
        switch (RunTransitions.Next(facts.Phase, signals, facts.Ending, exhausted))
        {
            case RunMove.Begin:
                return await _steps.Begin.RunAsync(held, facts);
            case RunMove.Finish finish:
                return await _steps.Finish.RunAsync(held, facts, finish.Ending);
            case RunMove.Settle settle:
                return await _steps.Finish.SettleAsync(held, facts, settle.Ending);
            case RunMove.Interrupt when facts.Phase == RunStatus.SessionCreated && held.NothingSent:
                return await _steps.Finish.RunAsync(held, facts, RunTransitions.Stopped(signals));
            case RunMove.Interrupt interrupt:
                return await _steps.Observe.BeginInterruptAsync(held, facts, interrupt.Code, []);
            case RunMove.AbandonCleanup:
                return await _steps.CleanUp.AbandonFirstAsync(held, facts, ReasonCodes.AttemptsExhausted, "Workers stopped without progress too often while removing it.");
            case RunMove.Nothing:
                return new StepResult.Over();
            case var move:
                return await WithSecretAsync(held, facts, move, cut.Token);
        }
    }

    private async Task<StepResult> WithSecretAsync(HeldRun held, RunFacts facts, RunMove move, CancellationToken cancellationToken)
    {
        ExecutionBundle? bundle = null;
        try
        {
            if (facts.SecretId is { } secret)
                bundle = await _vault.OpenAsync(held.Lease.Workspace, held.Lease.Run, secret, cancellationToken);
        }
        catch (Exception exception) when (exception is SecretUnreadableException or FormatException)
        {
            // waiting does not mend an unreadable secret: the same as none
        }

        if (bundle is null)
            return await WithoutSecretAsync(held, facts);

        await using var provider = new LeaseGuardedProvider(_providers.Open(bundle.Secrets.Anthropic.ApiKey), held.Lease);
        var scene = new StepScene(held, facts, bundle, provider);
        return move switch
        {
            RunMove.Provision => await _steps.Provision.RunAsync(scene, cancellationToken),
            RunMove.Dispatch => await _steps.Dispatch.RunAsync(scene, cancellationToken),
            RunMove.Observe => await _steps.Observe.RunAsync(scene, cancellationToken),
            RunMove.Capture => await _steps.Capture.RunAsync(scene, cancellationToken),
            RunMove.CaptureAgain => await _steps.CaptureAgain.RunAsync(scene, cancellationToken),
            RunMove.CleanUp => await _steps.CleanUp.RunAsync(scene, cancellationToken),
            _ => throw new UnreachableException($"move {move}"),
        };
    }

    private Task<StepResult> WithoutSecretAsync(HeldRun held, RunFacts facts)
    {
        const string Unreadable = "The run's secret cannot be opened, so nothing can be done at the provider any more; check the vault keys.";
        return facts.Phase == RunStatus.CleaningUp
            ? _steps.CleanUp.AbandonAsync(held, facts, "secret_unreadable", Unreadable)
            : _steps.Finish.RunAsync(held, facts, new RunEnding(RunStatus.Failed, ReasonCodes.InternalError, Unreadable));
    }
}
