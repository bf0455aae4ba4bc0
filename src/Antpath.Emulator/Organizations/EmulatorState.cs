using System.Collections.Concurrent;
using Antpath.Emulator.Scheduling;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Organizations;

/// <summary>All organizations and the clock they live by.</summary>
internal sealed class EmulatorState(EmulatorOptions options, TimeProvider time, Scheduler scheduler, IdSource ids)
{
    private readonly ConcurrentDictionary<string, Organization> _organizations = new(StringComparer.Ordinal);

    public EmulatorOptions Options { get; } = options;

    /// <summary>What the objects take. A reset starts a new count, so that nothing of before is given back to it.</summary>
    public HeldBytes Held { get; private set; } = new(options);

    public Scheduler Scheduler { get; } = scheduler;

    public IdSource Ids { get; } = ids;

    /// <summary>The provider's clock: ours, plus the skew a fault asked for.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Options.ClockSkew;

    public IEnumerable<Organization> Organizations => _organizations.Values;

    public Organization Organization(string fingerprint)
    {
        if (_organizations.TryGetValue(fingerprint, out Organization? known))
            return known;
        if (_organizations.Count >= EmulatorLimits.OrganizationsMax)
            throw RefusedException.Unauthenticated($"the emulator knows {EmulatorLimits.OrganizationsMax} keys already; reset it first");
        return _organizations.GetOrAdd(fingerprint, key => new Organization(key, time, Held));
    }

    /// <summary>A duration of a session's life, at the configured speed.</summary>
    public TimeSpan Paced(TimeSpan duration) => duration / Options.Speed;

    public Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, time, cancellationToken);

    /// <summary>Ends every open event stream.</summary>
    public void CloseStreams()
    {
        foreach (Organization organization in _organizations.Values)
        {
            lock (organization.Gate)
            {
                foreach (Sessions.Session session in organization.Sessions.All)
                    session.Log.CloseStreams();
            }
        }
    }

    public void Reset()
    {
        CloseStreams();
        _organizations.Clear();
        Held = new HeldBytes(Options);
        Scheduler.Clear();
        Options.ClockSkew = TimeSpan.Zero;
    }
}
