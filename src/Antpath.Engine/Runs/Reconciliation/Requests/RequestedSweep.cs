using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Engine.Secrets;
using Antpath.Submission;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>
/// Carries out searches that somebody asked for. 1: those that are late end, and their keys. 2: one is claimed. 3: kind by kind, what is found is
/// written down, then removed, then written down as removed; whoever takes over after a crash goes on from that. 4: it ends, and its key.
/// </summary>
internal sealed class RequestedSweep : ISweep
{
    private static readonly TimeSpan RetryIn = TimeSpan.FromSeconds(10);

    private readonly SweepClaims _claims;
    private readonly SweepReport _report;
    private readonly StraySearch _search;
    private readonly RequestedSweepTools _tools;
    private readonly SweepOptions _options;

    public RequestedSweep(SweepClaims claims, SweepReport report, StraySearch search, RequestedSweepTools tools, SweepOptions options)
    {
        _claims = claims;
        _report = report;
        _search = search;
        _tools = tools;
        _options = options;
    }

    public string Name => "run_provider_sweeps";

    public int BatchMax => 10;

    public TimeSpan? Every => _options.RequestsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        // :: Step 1
        var expired = await _claims.ExpireAsync(BatchMax, cancellationToken);

        // :: Step 2
        if (await _claims.ClaimAsync(cancellationToken) is not { } held)
            return expired;
        using var deadline = new CancellationTokenSource(held.TimeLeft, _tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await CarryOutAsync(held, either.Token);
        }
        catch (LeaseLostException)
        {
            // another worker has it, or its deadline passed
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // the next pass ends it
        }

        return expired + 1;
    }

    private async Task CarryOutAsync(HeldSweep held, CancellationToken cancellationToken)
    {
        if (await OpenAsync(held, cancellationToken) is not { } key)
        {
            await _claims.FinishAsync(held, "failed", "secret_unreadable", "The search's key cannot be opened; check the vault keys.", cancellationToken);
            return;
        }

        await using var provider = new LeaseGuardedProvider(_tools.Providers.Open(key), held.Lease);
        var sessionsLeft = new HashSet<string>(StringComparer.Ordinal);

        // :: Step 3
        foreach (var kind in StraySearch.Kinds)
        {
            var strays = await _search.LookAsync(provider, kind, sessionsLeft, cancellationToken);
            if (!strays.Succeeded)
            {
                await FailedAsync(held, strays.Failure, cancellationToken);
                return;
            }

            await _report.PlanAsync(held, strays.Value, _options.FindingsMax, cancellationToken);
            if (!held.DryRun)
                await RemoveAsync(held, provider, kind, strays.Value, cancellationToken);
        }

        // :: Step 4
        var (removed, wouldRemove, left) = await _report.SumAsync(held, cancellationToken);
        var message = held.DryRun ? $"{wouldRemove} would be removed, {left} stay." : $"{removed} removed, {left} stay.";
        await _claims.FinishAsync(held, "succeeded", held.DryRun ? "listed" : "swept", message, cancellationToken);
    }

    private async Task RemoveAsync(HeldSweep held, IAgentProvider provider, string kind, IReadOnlyList<Stray> strays, CancellationToken cancellationToken)
    {
        foreach (var stray in await _report.PlannedAsync(held, kind, strays, cancellationToken))
        {
            var disposed = await StraySearch.RemoveAsync(provider, stray, cancellationToken);
            if (disposed.Succeeded)
                await _report.RemovedAsync(held, stray, disposed.Value, cancellationToken);
            else
                await _report.LeftAsync(held, kind, stray.Found.ProviderId, disposed.Failure.Code, disposed.Failure.Message, cancellationToken);
            _tools.Findings.Repaired(Name, disposed.Succeeded ? stray.Verdict.Reason : "not_removed", 1);
        }
    }

    private async Task FailedAsync(HeldSweep held, ProviderFailure failure, CancellationToken cancellationToken)
    {
        if (failure.Class == ErrorClass.TransientProvider)
            await _claims.ReleaseAsync(held, failure.RetryAfter > RetryIn ? failure.RetryAfter.Value : RetryIn, cancellationToken);
        else
            await _claims.FinishAsync(held, "failed", failure.Code, failure.Message, cancellationToken);
    }

    private async Task<SecretString?> OpenAsync(HeldSweep held, CancellationToken cancellationToken)
    {
        try
        {
            var bundle = await _tools.Vault.OpenAsync(held.Workspace, held.Secret.Run, held.Secret.SecretId, cancellationToken);
            return bundle?.Secrets.Anthropic.ApiKey;
        }
        catch (SecretUnreadableException)
        {
            return null;
        }
    }
}
