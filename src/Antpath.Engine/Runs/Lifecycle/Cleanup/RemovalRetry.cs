using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Cleanup;

/// <summary>Decides whether a failed removal is tried again. Pure.</summary>
internal static class RemovalRetry
{
    /// <param name="failure">Why it failed. Waiting for the key's turn under its rate budget is no try.</param>
    /// <param name="tries">Tries made, this one included.</param>
    /// <param name="triesMax">Tries when waiting may help.</param>
    /// <param name="refusedMax">Tries when the provider refuses for good.</param>
    public static bool Again(ProviderFailure failure, int tries, int triesMax, int refusedMax) =>
        failure.NotAsked || tries < (failure.Class == ErrorClass.TransientProvider ? triesMax : Math.Min(refusedMax, triesMax));
}
