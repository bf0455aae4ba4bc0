using System.Net;

namespace Antpath;

/// <summary>What a server told about itself without being shown a token.</summary>
/// <param name="Status">The answer of its health check.</param>
/// <param name="Version">Its version, or null when it does not say.</param>
/// <param name="Clock">Its time when it answered, to the second, or null when it does not say.</param>
/// <param name="RoundTrip">How long the answer took.</param>
public sealed record ServerProbe(HttpStatusCode Status, string? Version, DateTimeOffset? Clock, TimeSpan RoundTrip);
