using System.Collections.Concurrent;
using Antpath.Chaos.Stack;
using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Chaos.Plan;

/// <summary>Submits the plan through the SDK while everything shakes, repeating under the same key what was not answered, then cancels and deletes.</summary>
internal sealed class Users(ChaosStack stack, TimeProvider time)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<AcceptedRun> _accepted = new();
    private readonly ConcurrentQueue<string> _surprises = new();

    /// <summary>What the API has acknowledged.</summary>
    public IReadOnlyCollection<AcceptedRun> Accepted => _accepted;

    /// <summary>Answers that no user should get, whatever happens to our processes.</summary>
    public IReadOnlyCollection<string> Surprises => _surprises;

    /// <summary>Ends when every run is accepted and every user has acted.</summary>
    public async Task RunAsync(IReadOnlyList<PlannedRun> plan, CancellationToken cancellationToken)
    {
        var (acts, began) = (new ConcurrentQueue<Task>(), time.GetTimestamp());
        await Parallel.ForEachAsync(plan, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (run, cancellation) =>
        {
            if (run.ArrivesAfter - time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellation);
            if (await SubmitAsync(run, cancellation) is { } accepted && run.Kind.User != UserAct.Nothing)
                acts.Enqueue(ActAsync(accepted, cancellation));
        });
        await Task.WhenAll(acts);
    }

    private async Task<AcceptedRun?> SubmitAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        var workspace = stack.Workspaces[run.Workspace];
        var submission = new SubmitRun
        {
            Template = Template.Parse(run.Template),
            Secrets = new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = workspace.ProviderKey } },
            Tags = [run.Kind.Name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal)],
            IdempotencyKey = run.IdempotencyKey,
        };
        var handle = await InsistAsync($"submit {run.Number}", () => workspace.Client.SubmitAsync(submission, cancellationToken), cancellationToken);
        if (handle is null)
            return null;
        var accepted = new AcceptedRun(run, handle.Id);
        _accepted.Enqueue(accepted);
        return accepted;
    }

    private async Task ActAsync(AcceptedRun run, CancellationToken cancellationToken)
    {
        await Task.Delay(run.Plan.ActsAfter, time, cancellationToken);
        var handle = stack.Workspaces[run.Plan.Workspace].Client.GetRun(run.Id);
        run.Acted = await InsistAsync($"{run.Plan.Kind.User} {run.Id}", () => ActAsync(handle, run.Plan.Kind.User, cancellationToken), cancellationToken) is true;
    }

    private static async Task<object> ActAsync(RunHandle handle, UserAct act, CancellationToken cancellationToken)
    {
        if (act == UserAct.Delete)
            await handle.DeleteAsync(cancellationToken);
        else
            await handle.CancelAsync(cancellationToken);
        return true;
    }

    /// <summary>A user whose call was not answered, or answered with our trouble, tries again. Any other refusal is a surprise.</summary>
    private async Task<T?> InsistAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (AntpathException e) when (e is ServerUnreachableException or ServerException)
            {
                await Task.Delay(AgainAfter, time, cancellationToken);
            }
            catch (ConflictException) when (what.StartsWith(nameof(UserAct.Cancel), StringComparison.Ordinal))
            {
                return null; // it was over already
            }
            catch (NotFoundException) when (what.StartsWith(nameof(UserAct.Delete), StringComparison.Ordinal))
            {
                return null; // an earlier try, whose answer got lost, has deleted it
            }
            catch (AntpathException e)
            {
                _surprises.Enqueue($"{what}: {e.Code} {e.Message}");
                return null;
            }
        }
    }
}
