using System.Text.Json;
using Anthropic.Core;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Walks a listing to its end. Only a missing cursor is the end: short and empty pages with a cursor are gone through. A cursor that comes again
/// and a listing without end are failures (provider contract §4).
/// </summary>
internal sealed class Listing(ClaudeCalls calls)
{
    /// <summary>Reads every page.</summary>
    /// <param name="call">What kind of call each page is.</param>
    /// <param name="send">Asks for the page with a cursor, null for the first.</param>
    /// <param name="pick">Makes an item, or null to leave it out.</param>
    /// <param name="enough">Whether an item says that nothing looked for can follow, because the list is ordered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ProviderResult<IReadOnlyList<T>>> AllAsync<T>(
        ProviderCall call,
        Func<string?, CancellationToken, Task<HttpResponse>> send,
        Func<JsonElement, T?> pick,
        Func<JsonElement, bool> enough,
        CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var pages = 1; pages <= calls.Options.ListPagesMax; pages++)
        {
            var page = await calls.AskAsync(call, token => send(cursor, token), root => Read(root, pick, enough), cancellationToken);
            if (!page.Succeeded)
                return page.Failure;

            found.AddRange(page.Value.Items);
            cursor = page.Value.NextPage;
            if (cursor is null || page.Value.Enough)
                return found;
            if (!cursors.Add(cursor))
                return FailureTable.Own(call, ErrorClass.TransientProvider, FailureCodes.ListingRepeats, "the provider's listing goes in a circle");
        }

        return FailureTable.Own(call, ErrorClass.TransientProvider, FailureCodes.ListingTooLong, $"the listing has more than {calls.Options.ListPagesMax} pages");
    }

    private static ListPage<T> Read<T>(JsonElement root, Func<JsonElement, T?> pick, Func<JsonElement, bool> enough)
        where T : class
    {
        var items = new List<T>();
        var stop = false;
        foreach (var element in root.RequiredItems("data"))
        {
            if (pick(element) is { } item)
                items.Add(item);
            stop |= enough(element);
        }

        return new ListPage<T>(items, root.Text("next_page"), stop);
    }
}
