namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Runs one run's calls side by side, a few at a time.</summary>
internal static class BoundedCalls
{
    /// <summary>Waits for all of them even when one throws: none may go on unseen after the step has ended.</summary>
    /// <returns>Results in the order of the items.</returns>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, int concurrent, Func<TItem, Task<TResult>> call)
    {
        using var slots = new SemaphoreSlim(concurrent);
        var calls = items.Select(async item =>
        {
            await slots.WaitAsync(CancellationToken.None);
            try
            {
                return await call(item);
            }
            finally
            {
                slots.Release();
            }
        });
        return await Task.WhenAll(calls);
    }
}
