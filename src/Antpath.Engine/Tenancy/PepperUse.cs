namespace Antpath.Engine.Tenancy;

/// <summary>How many things hang on one pepper.</summary>
/// <param name="PepperId">The pepper's id.</param>
/// <param name="OnRing">Whether <c>ANTPATH_TOKEN_PEPPER</c> has it.</param>
/// <param name="WorkingTokens">Working API tokens hashed with it.</param>
/// <param name="LastUsedAt">When one of those was last used, or null when none ever was.</param>
public sealed record PepperUse(string PepperId, bool OnRing, long WorkingTokens, DateTimeOffset? LastUsedAt);
