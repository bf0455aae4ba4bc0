using System.Diagnostics;
using Antpath.Engine.Database;
using Antpath.Engine.Secrets;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Submission;
using Antpath.Templates;
using RunLimits = Antpath.Runs.RunLimits;

namespace Antpath.Engine.Runs.Submission;

/// <summary>Takes submissions in: seals the secrets, then stores run, lease, first event and vault entry in one transaction, shared with whoever waits.</summary>
public sealed class RunSubmissions
{
    private const string HashPrefix = "hmac-sha256:";

    /// <summary>How often a replay may find its run purged before something is wrong.</summary>
    private const int RoundsMax = 3;

    private readonly SecretEnvelope _envelope;
    private readonly RunQueries _queries;
    private readonly SubmissionSettings _settings;
    private readonly TimeProvider _time;
    private readonly SubmissionGroups _groups;

    internal RunSubmissions(SubmissionGroups groups, SecretEnvelope envelope, RunQueries queries, SubmissionSettings settings, TimeProvider time)
    {
        _groups = groups;
        _envelope = envelope;
        _queries = queries;
        _settings = settings;
        _time = time;
    }

    /// <summary>Submits a run. The answer comes after the commit.</summary>
    /// <param name="principal">Who submits; the run is attributed to them for ever.</param>
    /// <param name="submitted">What the parser accepted.</param>
    /// <param name="idempotencyKey">The client's name for this submission, 1 to 255 characters, or null.</param>
    /// <param name="cancellationToken">Ends the wait; the run may be stored all the same.</param>
    public async Task<SubmitResult> SubmitAsync(Principal principal, SubmittedRun submitted, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var run = await PrepareAsync(principal, submitted, idempotencyKey, cancellationToken);
        for (var round = 1; round <= RoundsMax; round++)
        {
            var (committedAt, decision) = await _groups.SubmitAsync(run, cancellationToken);
            if (await AnswerAsync(run, committedAt, decision, cancellationToken) is { } result)
                return result;
        }

        throw new InvalidOperationException($"The run that held the idempotency key in {run.Workspace} vanished {RoundsMax} times. Submit again.");
    }

    /// <returns>Null when the run to replay was purged in between: its key is free again.</returns>
    private async Task<SubmitResult?> AnswerAsync(NewRun run, DateTimeOffset committedAt, SubmissionDecision decision, CancellationToken cancellationToken) =>
        decision switch
        {
            SubmissionDecision.Insert => new SubmitResult.Accepted(run.ToView(committedAt)),
            SubmissionDecision.Replay first =>
                await _queries.GetAsync(run.Workspace, first.Run, cancellationToken) is { } view ? new SubmitResult.Replayed(view) : null,
            SubmissionDecision.RefuseKey other => new SubmitResult.KeyReused(other.Run),
            SubmissionDecision.RefuseQuota quota => new SubmitResult.OverQuota(quota.Of, quota.OpenRunsMax),
            SubmissionDecision.RefuseDuration duration => new SubmitResult.DurationTooLong(duration.MaxSeconds),
            SubmissionDecision.RefuseWorkspace => new SubmitResult.WorkspaceClosed(),
            _ => throw new UnreachableException($"submission of {run.Id} was decided as {decision}"),
        };

    private async ValueTask<NewRun> PrepareAsync(Principal principal, SubmittedRun submitted, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var id = _time.NewId<RunId>();
        var template = submitted.Template;
        return new NewRun
        {
            Id = id,
            Workspace = principal.Workspace,
            Creator = principal.AppUser,
            ApiToken = principal.ApiToken,
            IdempotencyKey = idempotencyKey,
            RequestHashes = Hash(submitted, idempotencyKey is null),
            Template = new TemplateReference { Name = template.Name, Hash = submitted.TemplateHash, Model = template.Agent.Model.Id },
            Snapshot = submitted.RedactedSnapshot,
            Tags = submitted.Tags,
            Priority = submitted.Priority,
            Limits = Limits(submitted),
            Secret = await _envelope.SealAsync(principal.Workspace, id, submitted.ToBundle(), cancellationToken),
            EventId = _time.NewUuid(),
        };
    }

    private RunLimits Limits(SubmittedRun submitted) => new()
    {
        MaxDurationSeconds = (int)submitted.Template.Limits.MaxDuration.TotalSeconds,
        BudgetCents = submitted.Template.Limits.BudgetUsd is { } dollars ? (long)(dollars * 100) : _settings.BudgetCentsDefault,
        AttemptsMax = _settings.AttemptsMax,
        PollSecondsMin = _settings.PollSecondsMin,
        ClaudeSession = submitted.Cleanup?.ClaudeSession switch
        {
            ClaudeSessionCleanup.Delete => "delete",
            ClaudeSessionCleanup.Retain => "retain",
            _ => _settings.CleanupDefault,
        },
    };

    /// <summary>Under every pepper, so that a rotation does not turn a repetition into a conflict; without a key nothing is ever compared.</summary>
    private IReadOnlyList<byte[]> Hash(SubmittedRun submitted, bool currentOnly)
    {
        var peppers = _settings.Peppers;
        var ids = currentOnly ? [peppers.CurrentId] : peppers.Ids;
        return [.. ids.Select(id => peppers.TryGet(id, out var pepper)
            ? Convert.FromHexString(submitted.ComputeRequestHash(pepper)[HashPrefix.Length..])
            : throw new UnreachableException($"pepper {id} is not on its own ring"))];
    }
}
