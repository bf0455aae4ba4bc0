namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>One key's queues in this process, one for each family of calls.</summary>
internal sealed class KeyQueues(Func<CallFamily, TurnQueue> create)
{
    private readonly Dictionary<CallFamily, TurnQueue> _queues = Enum.GetValues<CallFamily>().ToDictionary(family => family, create);

    /// <summary>Whether forgetting the key would lose nothing: its budget is in the database.</summary>
    public bool Idle => _queues.Values.All(queue => queue.Idle);

    public TurnQueue Of(CallFamily family) => _queues[family];
}
