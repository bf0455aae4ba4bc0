using Antpath.Emulator.Agents;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Files;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Skills;
using Antpath.Emulator.Vaults;

namespace Antpath.Emulator.Organizations;

/// <summary>Everything behind one key. Each key is an organization with one workspace of its own; <see cref="Gate"/> guards all of it.</summary>
internal sealed class Organization
{
    private readonly Queue<Disposal> _disposals = new();
    private readonly Queue<Session> _deletedSessions = new();
    private readonly TimeProvider _time;
    private readonly HeldBytes _held;
    private long _sequence;

    public Organization(string fingerprint, TimeProvider time, HeldBytes held)
    {
        (_time, _held) = (time, held);
        Fingerprint = fingerprint;
        Id = "org_" + fingerprint;
        WorkspaceId = "wrkspc_" + fingerprint;
        Agents = new Shelf<Agent>("agent", held, Remember);
        Environments = new Shelf<SandboxEnvironment>("environment", held, Remember);
        Vaults = new Shelf<Vault>("vault", held, Remember);
        Skills = new Shelf<Skill>("skill", held, Remember);
        Files = new Shelf<StoredFile>("file", held, Remember);
        Sessions = new Shelf<Session>("session", held, Remember);
    }

    public Lock Gate { get; } = new();

    public string Fingerprint { get; }

    public string Id { get; }

    public string WorkspaceId { get; }

    public bool Revoked { get; set; }

    public Shelf<Agent> Agents { get; }

    public Shelf<SandboxEnvironment> Environments { get; }

    public Shelf<Vault> Vaults { get; }

    public Shelf<Skill> Skills { get; }

    public Shelf<StoredFile> Files { get; }

    public Shelf<Session> Sessions { get; }

    public IReadOnlyCollection<Disposal> Disposals => _disposals;

    /// <summary>Deleted sessions whose history is kept, oldest first.</summary>
    public IReadOnlyCollection<Session> DeletedSessions => _deletedSessions;

    public long NextSequence() => ++_sequence;

    /// <param name="max">How many are kept at most; 0 keeps none.</param>
    public void RememberDeleted(Session session, int max)
    {
        _deletedSessions.Enqueue(session);
        while (_deletedSessions.Count > max)
            _deletedSessions.Dequeue();
    }

    private void Remember(string kind, IStored item)
    {
        while (_disposals.Count >= EmulatorLimits.DisposedRememberedMax || (_held.RemembersTooMuch && _disposals.Count > 0))
            _held.Remember(-_disposals.Dequeue().Bytes);
        var disposal = new Disposal(kind, item.Id, item.Label, item.Metadata, item.CreatedAt, _time.GetUtcNow());
        _disposals.Enqueue(disposal);
        _held.Remember(disposal.Bytes);
    }
}
