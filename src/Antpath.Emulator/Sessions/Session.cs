using System.Text.Json.Nodes;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Events;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>A session (§12). What the stored object says follows what the event log says after a gap (§18.1).</summary>
internal sealed class Session(string id, long sequence, DateTimeOffset createdAt) : IStored
{
    public string Id { get; } = id;

    public long Sequence { get; } = sequence;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public DateTimeOffset? ArchivedAt { get; set; }

    public required string? Title { get; set; }

    public required IReadOnlyDictionary<string, string> Metadata { get; set; }

    public required string AgentId { get; init; }

    public required int AgentVersion { get; init; }

    /// <summary>The snapshot: later agent versions do not reach it (§12.2).</summary>
    public required AgentConfiguration Agent { get; set; }

    public required string EnvironmentId { get; init; }

    public required IReadOnlyList<string> VaultIds { get; init; }

    public required string ThreadId { get; init; }

    public required EventLog Log { get; init; }

    public required SessionUsage Usage { get; init; }

    public SessionBudget? Budget { get; set; }

    /// <summary>A budget can only be given at creation (§12.5).</summary>
    public required bool BudgetedAtCreation { get; init; }

    public List<SessionResource> Resources { get; } = [];

    /// <summary>Every file its turns have left behind, listed already or not.</summary>
    public List<Scenarios.OutputFile> Produced { get; } = [];

    public List<OutcomeEvaluation> Outcomes { get; } = [];

    /// <summary>What GET shows.</summary>
    public SessionStatus Status { get; set; }

    /// <summary>What the newest event says.</summary>
    public SessionStatus LiveStatus { get; set; }

    /// <summary>Numbers the changes of <see cref="LiveStatus"/>.</summary>
    public int StatusChanges { get; set; }

    /// <summary>The change that <see cref="Status"/> has arrived at; they are stored in order, each after its gap.</summary>
    public int StoredChange { get; set; }

    public Turn? Turn { get; set; }

    /// <summary>Turns that have begun; resuming one begins none.</summary>
    public int TurnsBegun { get; set; }

    public bool EverIdle { get; set; }

    /// <summary>Whether a pick-up of the next queued event is under way.</summary>
    public bool PickingUp { get; set; }

    public string Label => Title ?? "";

    /// <summary>Whether it may be archived or deleted, by the stored status and by the truth (§12.6).</summary>
    public bool Settled => Quiet(LiveStatus) && StoredChange == StatusChanges && Log.Queued == 0 && !PickingUp;

    public bool OverBudget => Budget is { } budget && Usage.Cents >= budget.Cents;

    public JsonObject RenderAgent()
    {
        var agent = new JsonObject { ["type"] = "agent", ["id"] = AgentId, ["version"] = AgentVersion };
        return Agent.WriteTo(agent);
    }

    public JsonObject Render() => new()
    {
        ["id"] = Id,
        ["type"] = "session",
        ["status"] = Status.Text(),
        ["title"] = Title,
        ["agent"] = RenderAgent(),
        ["environment_id"] = EnvironmentId,
        ["vault_ids"] = JsonText.Strings(VaultIds),
        ["deployment_id"] = null,
        ["resources"] = new JsonArray([.. Resources.Select(resource => resource.Render())]),
        ["metadata"] = JsonText.Map(Metadata),
        ["outcome_evaluations"] = new JsonArray([.. Outcomes.Select(outcome => outcome.Render())]),
        ["budget"] = Budget?.Render(),
        ["stats"] = Usage.RenderStats(),
        ["usage"] = Usage.Render(),
        ["created_at"] = Timestamps.Write(CreatedAt),
        ["updated_at"] = Timestamps.Write(UpdatedAt),
        ["archived_at"] = Timestamps.Write(ArchivedAt),
    };

    private static bool Quiet(SessionStatus status) => status is SessionStatus.Idle or SessionStatus.Terminated;
}
