namespace Antpath.Ids;

/// <summary>An id whose text says what it identifies: <c>run_</c> and 26 characters over a UUIDv7.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface IPrefixedId<TSelf>
    where TSelf : struct, IPrefixedId<TSelf>
{
    /// <summary>The word before the underscore, e.g. <c>run</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>Wraps a UUID read from the database.</summary>
    /// <param name="value">The UUID.</param>
    /// <returns>The id.</returns>
    static abstract TSelf From(Guid value);

    /// <summary>The UUID as the database keeps it.</summary>
    Guid Value { get; }
}
