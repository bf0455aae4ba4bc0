namespace Antpath.Engine.Outputs.Storage;

/// <summary>In what way a store failed.</summary>
public enum StoreFault
{
    /// <summary>Not now; trying again may help.</summary>
    Unavailable,

    /// <summary>The object is not there.</summary>
    Missing,

    /// <summary>The path holds an object already.</summary>
    Taken,

    /// <summary>The store does not let us: keys, rights or the bucket are wrong. Trying again does not help.</summary>
    Refused,

    /// <summary>The store kept other bytes than it was given.</summary>
    Damaged,
}
