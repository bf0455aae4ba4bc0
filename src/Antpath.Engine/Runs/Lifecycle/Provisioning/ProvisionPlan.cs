using Antpath.Engine.Providers;
using Antpath.Submission;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>What a run needs at the provider and in which order. Pure.</summary>
internal sealed class ProvisionPlan
{
    public const string AgentKey = "agent";
    public const string EnvironmentKey = "environment";
    public const string VaultKey = "vault";
    public const string SessionKey = "session";

    private ProvisionPlan(IReadOnlyList<PlannedResource> resources) => Resources = resources;

    /// <summary>Everything, the session last.</summary>
    public IReadOnlyList<PlannedResource> Resources { get; }

    public static string SkillKey(string name) => $"skill:{name}";

    public static string FileKey(string path) => $"file:{path}";

    public static string CredentialKey(string server) => $"credential:{server}";

    public static ProvisionPlan For(ExecutionBundle bundle)
    {
        var skills = bundle.Secrets.Skills.Select(s => new PlannedResource(ProviderResourceType.Skill, SkillKey(s.Name), s.Name, [])).ToList();
        var files = bundle.Content.InputFiles.Select(f => new PlannedResource(ProviderResourceType.File, FileKey(f.Path), f.Path, [])).ToList();
        var credentials = bundle.Secrets.McpServers.Where(s => s.BearerToken is not null)
            .Select(s => new PlannedResource(ProviderResourceType.Credential, CredentialKey(s.Name), s.Name, [VaultKey])).ToList();
        List<PlannedResource> resources = [new(ProviderResourceType.Environment, EnvironmentKey, "", []), .. skills, .. files];
        if (credentials.Count > 0)
            resources.Add(new PlannedResource(ProviderResourceType.Vault, VaultKey, "", []));
        resources.Add(new PlannedResource(ProviderResourceType.Agent, AgentKey, "", [.. skills.Select(s => s.LocalKey)]));
        resources.AddRange(credentials);
        resources.Add(new PlannedResource(ProviderResourceType.Session, SessionKey, "", [.. resources.Select(r => r.LocalKey)]));
        return new ProvisionPlan(resources);
    }

    /// <summary>What may be asked for now: not journaled yet, and everything it needs exists.</summary>
    /// <param name="live">Entries of this attempt that are intended or created, by local key.</param>
    public IReadOnlyList<PlannedResource> Ready(IReadOnlyDictionary<string, JournalEntry> live) =>
        [.. Resources.Where(r => !live.ContainsKey(r.LocalKey) && r.Needs.All(n => live.TryGetValue(n, out var entry) && entry.State == JournalState.Created))];

    public PlannedResource this[string localKey] => Resources.First(r => r.LocalKey == localKey);

    /// <summary>What the session is created from.</summary>
    /// <param name="live">Entries of this attempt; everything but the session is created.</param>
    public SessionStart SessionStart(IReadOnlyDictionary<string, JournalEntry> live, long? budgetCents) => new()
    {
        Agent = Created(live[AgentKey]),
        EnvironmentId = live[EnvironmentKey].ProviderId!,
        VaultId = live.TryGetValue(VaultKey, out var vault) ? vault.ProviderId : null,
        FileIdsByPath = Resources.Where(r => r.ResourceType == ProviderResourceType.File)
            .ToDictionary(r => r.Name, r => live[r.LocalKey].ProviderId!, StringComparer.Ordinal),
        BudgetCents = budgetCents,
    };

    /// <summary>Uploaded skills as the agent refers to them.</summary>
    public IReadOnlyDictionary<string, CreatedResource> SkillsByName(IReadOnlyDictionary<string, JournalEntry> live) =>
        Resources.Where(r => r.ResourceType == ProviderResourceType.Skill).ToDictionary(r => r.Name, r => Created(live[r.LocalKey]), StringComparer.Ordinal);

    private static CreatedResource Created(JournalEntry entry) => new(entry.ProviderId!, entry.Version);
}
