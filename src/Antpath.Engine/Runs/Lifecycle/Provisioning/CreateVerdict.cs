namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>What an answer to a create means (provider contract §16.1).</summary>
internal enum CreateVerdict
{
    /// <summary>It exists and its id is known.</summary>
    Created,

    /// <summary>It may exist: search by marker, never repeat blindly.</summary>
    Unknown,

    /// <summary>It does not exist; asking again may help.</summary>
    NotCreated,

    /// <summary>It does not exist and asking again cannot help.</summary>
    Refused,
}
