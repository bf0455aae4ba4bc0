namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>Whether the list of files may still grow.</summary>
internal enum CaptureWindowState
{
    /// <summary>It may: list again.</summary>
    Open,

    /// <summary>Listings agree and the quiet time is over.</summary>
    AtRest,

    /// <summary>It never came to rest in the time allowed; what is listed is captured.</summary>
    Closed,
}
