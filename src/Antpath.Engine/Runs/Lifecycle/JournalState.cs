namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>States of a journal entry.</summary>
internal static class JournalState
{
    /// <summary>About to be asked for, or asked for without a known answer.</summary>
    public const string Intended = "intended";

    /// <summary>The provider gave an id.</summary>
    public const string Created = "created";

    /// <summary>It did not come into being.</summary>
    public const string Absent = "absent";
}
