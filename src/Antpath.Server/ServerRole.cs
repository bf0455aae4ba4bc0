namespace Antpath.Server;

/// <summary>What a process does.</summary>
public enum ServerRole
{
    /// <summary>Answers the API and the dashboard.</summary>
    Api,

    /// <summary>Carries runs out; answers only the health questions.</summary>
    Worker,

    /// <summary>Both, in one process.</summary>
    All,
}
