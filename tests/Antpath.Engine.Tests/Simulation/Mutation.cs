namespace Antpath.Engine.Tests.Simulation;

/// <summary>Ways to break what the engine relies on, without touching it. The simulation must notice each of them.</summary>
internal enum Mutation
{
    None,

    /// <summary>The clocks that tell how old a lease is stand still, so it is trusted for ever.</summary>
    LeaseTrustedForEver,

    /// <summary>A search by marker never finds anything, so a create without an answer is asked for again.</summary>
    SearchFindsNothing,

    /// <summary>Nobody is ever told that the prompt was sent.</summary>
    PromptNeverSeen,

    /// <summary>Removing answers "done" and does nothing.</summary>
    RemovalLies,

    /// <summary>The database's clock stands still for the fence, so an expired lease may write.</summary>
    FenceIgnoresExpiry,

    /// <summary>What one look does not find is taken for absent: <c>UnknownOutcomeGrace</c> is nothing.</summary>
    NoGrace,
}
