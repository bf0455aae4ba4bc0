namespace Antpath.Server;

/// <summary>What to start, and with which settings.</summary>
public sealed record ServerStart
{
    /// <summary>What the process does.</summary>
    public required ServerRole Role { get; init; }

    /// <summary>Settings by their environment names, <c>ANTPATH_…</c>; they go before the environment.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the process's environment is read too. Default true; tests say false.</summary>
    public bool ReadsEnvironment { get; init; } = true;

    /// <summary>Called last, before the application is built: a host of several parts adds or replaces services here. Null when there is nothing to add.</summary>
    public Action<WebApplicationBuilder>? Extend { get; init; }
}
