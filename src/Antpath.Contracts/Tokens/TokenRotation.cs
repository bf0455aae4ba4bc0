namespace Antpath.Tokens;

/// <summary>Bounds of a rotation.</summary>
public static class TokenRotation
{
    /// <summary>Seconds the old token goes on working when the caller does not say: a day.</summary>
    public const int OverlapSecondsDefault = 86_400;

    /// <summary>Seconds the old token may go on working: 30 days.</summary>
    public const int OverlapSecondsMax = 30 * 86_400;
}
