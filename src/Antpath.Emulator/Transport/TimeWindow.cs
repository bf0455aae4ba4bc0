namespace Antpath.Emulator.Transport;

/// <summary>The <c>created_at[gt|gte|lt|lte]</c> filters of a list (§4).</summary>
internal sealed record TimeWindow(DateTimeOffset? After, DateTimeOffset? From, DateTimeOffset? Before, DateTimeOffset? Until)
{
    public static readonly TimeWindow Open = new(null, null, null, null);

    /// <param name="strictBounds">Whether the endpoint also takes <c>gt</c> and <c>lt</c>; agents take only <c>gte</c> and <c>lte</c>.</param>
    public static TimeWindow Read(QueryFields query, bool strictBounds) => new(
        strictBounds ? query.Instant("created_at[gt]") : null,
        query.Instant("created_at[gte]"),
        strictBounds ? query.Instant("created_at[lt]") : null,
        query.Instant("created_at[lte]"));

    public bool Contains(DateTimeOffset instant) =>
        !(instant <= After) && !(instant < From) && !(instant >= Before) && !(instant > Until);
}
