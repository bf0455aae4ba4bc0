using System.Text.Json.Nodes;

namespace Antpath.Emulator.Transport;

/// <summary>One list call: how many, in which order, from where (§4).</summary>
internal sealed class ListRequest
{
    public const int LimitDefault = 20;
    public const int LimitMax = 100;

    private readonly string _endpoint;
    private readonly TimeWindow _window;
    private readonly bool _firstPageEmpty;

    private ListRequest(string endpoint, int limit, string order, Cursor? cursor, TimeWindow window, bool firstPageEmpty)
    {
        (_endpoint, Limit, Order, Position, _window, _firstPageEmpty) = (endpoint, limit, order, cursor, window, firstPageEmpty);
    }

    public int Limit { get; }

    public string Order { get; }

    public Cursor? Position { get; }

    public bool Ascending => Order == "asc";

    /// <param name="order">The order in force; where a client may choose, the caller read it.</param>
    public static ListRequest Read(ApiCall call, int limitDefault = LimitDefault, int limitMax = LimitMax, string order = "desc", TimeWindow? window = null)
    {
        window ??= TimeWindow.Open;
        int limit = call.Query.Number("limit", 1, limitMax) ?? limitDefault;
        string endpoint = call.Http.Request.Path.Value!;
        Cursor? cursor = call.Query.Text("page") is { } page ? Cursor.Read(page, endpoint, order) : null;
        if (cursor is not null && !window.Contains(cursor.At))
            throw RefusedException.Invalid("created_at: the filter excludes the position of the cursor");
        return new ListRequest(endpoint, limit, order, cursor, window, call.FirstPageEmpty);
    }

    /// <summary>Cuts one page out of items numbered by <paramref name="key"/>, given in ascending order of that number.</summary>
    public JsonObject Page<T>(IReadOnlyList<T> ascending, Func<T, long> key, Func<T, DateTimeOffset> at, Func<T, JsonNode> render, bool previous = false)
    {
        IEnumerable<T> ordered = Ascending ? ascending : ascending.Reverse();
        List<T> inWindow = [.. ordered.Where(item => _window.Contains(at(item)))];
        if (_firstPageEmpty && Position is null && inWindow.Count > 0) // an empty page with a cursor must be tolerated (§4)
            return new JsonObject { ["data"] = new JsonArray(), ["next_page"] = new Cursor(_endpoint, Order, Ascending ? long.MinValue : long.MaxValue, at(inWindow[0]), false).ToString() };
        int start = Start(inWindow, key);
        int count = Math.Min(Limit, inWindow.Count - start);

        var rows = new JsonArray();
        for (int i = start; i < start + count; i++)
            rows.Add(render(inWindow[i]));

        var page = new JsonObject { ["data"] = rows, ["next_page"] = start + count < inWindow.Count ? Mark(inWindow[start + count - 1], key, at, false) : null };
        if (previous)
            page["prev_page"] = start > 0 && inWindow.Count > 0 ? Mark(inWindow[Math.Min(start, inWindow.Count - 1)], key, at, true) : null;
        return page;
    }

    private int Start<T>(List<T> items, Func<T, long> key)
    {
        if (Position is not { } position)
            return 0;
        bool Before(T item) => Ascending ? key(item) < position.Key : key(item) > position.Key;
        int before = items.Count(Before);
        if (position.Backward)
            return Math.Max(0, before - Limit);
        return items.Count(item => Before(item) || key(item) == position.Key);
    }

    private string Mark<T>(T item, Func<T, long> key, Func<T, DateTimeOffset> at, bool backward) =>
        new Cursor(_endpoint, Order, key(item), at(item), backward).ToString();
}
