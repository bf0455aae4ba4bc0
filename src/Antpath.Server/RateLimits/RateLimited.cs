using Antpath.Engine.Tenancy.RateLimits;

namespace Antpath.Server.RateLimits;

/// <summary>Says of an endpoint which limit of speed holds it back.</summary>
internal sealed record RateLimited(RateLimitKind Kind);
