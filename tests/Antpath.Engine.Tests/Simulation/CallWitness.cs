using Antpath.Engine.Providers;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>Stands at the provider's door and checks each call at the moment of its effect.</summary>
internal sealed class CallWitness(World world, InvariantCheck check, NpgsqlCommand intended)
{
    private const string IntendedSql = """
        select count(*) from provider_resources p
        join run_attempts a on a.id = p.run_attempt_id
        where p.run_id = $1 and p.resource_type = $2 and p.local_key = $3 and p.try_number = $4 and a.attempt_number = $5 and p.state = 'intended'
        """;

    public static async Task<CallWitness> OpenAsync(SimulatedLane lane, World world, InvariantCheck check) => new(
        world,
        check,
        await lane.PrepareAsync(
            IntendedSql, new NpgsqlParameter<Guid>(), new NpgsqlParameter<string>(), new NpgsqlParameter<string>(), new NpgsqlParameter<short>(),
            new NpgsqlParameter<short>()));

    public void Acting(Activity activity, string call)
    {
        if (check.Holds(activity) != true)
            world.Break(Invariants.NoEffectWithoutLease, $"{activity.Name} {call}");
    }

    /// <summary>A request arrives that nobody waits for: under a lease that ended, or behind the end of its run, it comes too late.</summary>
    public void Arriving(Activity activity, string call)
    {
        var held = check.Holds(activity);
        if (held is false || (held is null && !call.Contains(" dispose ", StringComparison.Ordinal) && !call.Contains(" interrupt ", StringComparison.Ordinal)))
            world.Break(Invariants.NoEffectWithoutLease, $"{call}, late");
    }

    public async Task CreatingAsync(string resourceType, ResourceMarker marker)
    {
        intended.Parameters[0].Value = Activity.Current!.Run!.Value;
        intended.Parameters[1].Value = resourceType;
        intended.Parameters[2].Value = marker.LocalKey;
        intended.Parameters[3].Value = (short)marker.Try;
        intended.Parameters[4].Value = (short)marker.Attempt;
        if (await intended.ExecuteScalarAsync() is not 1L)
            world.Break(Invariants.IntentFirst, $"{marker.LocalKey} try {marker.Try}");
    }
}
