namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>What a taking from one bucket came to.</summary>
/// <param name="Granted">How many were there for it.</param>
/// <param name="Left">What the bucket has now; parts of one count.</param>
internal sealed record TakenTokens(int Granted, double Left);
