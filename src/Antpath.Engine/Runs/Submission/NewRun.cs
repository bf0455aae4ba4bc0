using System.Text.Json;
using Antpath.Engine.Secrets;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Submission;

/// <summary>A run as submission would store it. Its secret is sealed already.</summary>
internal sealed record NewRun
{
    public required RunId Id { get; init; }

    public required WorkspaceId Workspace { get; init; }

    public required AppUserId Creator { get; init; }

    public ApiTokenId? ApiToken { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The request's keyed hash under every pepper of the ring, the current one first: the first is stored.</summary>
    public required IReadOnlyList<byte[]> RequestHashes { get; init; }

    public required TemplateReference Template { get; init; }

    /// <summary>The redacted snapshot as JSON.</summary>
    public required string Snapshot { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int Priority { get; init; }

    public required RunLimits Limits { get; init; }

    public required SealedSecret Secret { get; init; }

    /// <summary>The id of its first event, <c>run.submitted</c>.</summary>
    public required Guid EventId { get; init; }

    /// <summary>How much it weighs in a group, in bytes.</summary>
    public int Weight => Secret.Ciphertext.Length + Snapshot.Length;

    /// <summary>The view of the run as just inserted. Must agree with the defaults of the table.</summary>
    /// <param name="createdAt">The transaction's time.</param>
    public RunView ToView(DateTimeOffset createdAt)
    {
        const string Waiting = "Accepted and waiting for a worker.";
        return new RunView
        {
            Id = Id,
            Status = RunStatus.Queued,
            StatusReason = new Reason { Code = "submitted", Message = Waiting },
            Phase = new Stage { State = RunStatus.Queued, Code = "submitted", Message = Waiting },
            Cleanup = new Stage { State = CleanupStatus.Pending, Code = "not_started", Message = "Clean-up begins when the run is over." },
            SecretHeld = true,
            Template = Template,
            Tags = Tags,
            Priority = Priority,
            AttemptCount = 0,
            Limits = Limits,
            Usage = new UsageTotals(),
            OutputCount = 0,
            CaptureFailureCount = 0,
            CreatedBy = Creator,
            CreatedAt = createdAt,
            LastEventSequence = 1,
            Snapshot = JsonElement.Parse(Snapshot),
        };
    }
}
