namespace Antpath.Runs;

/// <summary>Bounds of the list operations.</summary>
public static class RunListLimits
{
    /// <summary>Items on a page when the caller does not say.</summary>
    public const int PageDefault = 50;

    /// <summary>Items on a page at most.</summary>
    public const int PageMax = 200;

    /// <summary>Events on a page at most.</summary>
    public const int EventsMax = 1000;

    /// <summary>Outputs and failures on a page at most, each.</summary>
    public const int OutputsMax = 1000;
}
