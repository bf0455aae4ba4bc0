namespace Antpath.Engine.Providers.Claude;

/// <summary>Calls that share a rate limit at the provider (provider contract §3).</summary>
internal enum CallFamily
{
    /// <summary>Creates of agents, vaults, credentials, skills and sessions.</summary>
    Create,

    /// <summary>Everything that has no narrower family: reads, lists, sends, archives and deletes.</summary>
    Read,

    /// <summary>Everything about environments.</summary>
    Environment,

    /// <summary>Everything about files.</summary>
    File,
}
