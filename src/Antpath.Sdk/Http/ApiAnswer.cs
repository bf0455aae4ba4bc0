namespace Antpath.Http;

/// <summary>A successful answer.</summary>
/// <param name="Value">What it held.</param>
/// <param name="Replayed">Whether the server said that this is the first answer to the same idempotency key.</param>
internal sealed record ApiAnswer<T>(T Value, bool Replayed);
