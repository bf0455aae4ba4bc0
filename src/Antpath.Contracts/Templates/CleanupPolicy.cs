namespace Antpath.Templates;

/// <summary>What happens to a run's resources at the provider once it is over. The vaulted secrets are destroyed either way.</summary>
/// <param name="ClaudeSession">The session and what belongs to it.</param>
public sealed record CleanupPolicy(ClaudeSessionCleanup ClaudeSession);
