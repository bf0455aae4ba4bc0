using Antpath.Emulator.Organizations;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Scenarios;

/// <summary>All scenarios by name, and which one a turn gets.</summary>
internal sealed class ScenarioCatalog
{
    public const string MetadataKey = "emulator_scenario";

    private readonly Dictionary<string, Scenario> _byName;
    private readonly ScenarioRequest _default;

    public ScenarioCatalog(EmulatorOptions options, IEnumerable<Scenario> recorded)
    {
        All = [.. WorkScenarios.All, .. TroubleScenarios.All, .. recorded];
        _byName = new Dictionary<string, Scenario>(StringComparer.OrdinalIgnoreCase);
        foreach (Scenario scenario in All)
        {
            if (!_byName.TryAdd(scenario.Name, scenario))
                throw new EmulatorSettingsException($"snapshotFolder: {scenario.Name}.jsonl has the name of another scenario; rename it.");
        }
        try
        {
            _default = ScenarioRequest.Parse(options.Scenario);
            Check(_default);
        }
        catch (RefusedException wrong)
        {
            throw new EmulatorSettingsException(wrong.Message + ".", wrong);
        }
    }

    public IReadOnlyList<Scenario> All { get; }

    /// <summary>Refuses names that do not exist, while the caller can still be told.</summary>
    public void Check(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.TryGetValue(MetadataKey, out string? text))
            Check(ScenarioRequest.Parse(text));
    }

    public void Check(string message)
    {
        if (ScenarioRequest.Find(message) is { } request)
            Check(request);
    }

    /// <summary>The marker in the message wins over the session's metadata, which wins over the agent's, which wins over the default.</summary>
    public IEnumerable<Beat> Beats(Session session, Organization organization, ScenarioContext context, string message)
    {
        ScenarioRequest request = ScenarioRequest.Find(message)
            ?? FromMetadata(session.Metadata)
            ?? (organization.Agents.TryGet(session.AgentId, out Agents.Agent? agent) ? FromMetadata(agent.Metadata) : null)
            ?? _default;
        return _byName.TryGetValue(request.Name, out Scenario? scenario)
            ? scenario.Play(context, request)
            : _byName[_default.Name].Play(context, _default);
    }

    private static ScenarioRequest? FromMetadata(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(MetadataKey, out string? text) ? ScenarioRequest.Parse(text) : null;

    private void Check(ScenarioRequest request)
    {
        if (!_byName.ContainsKey(request.Name))
            throw RefusedException.Invalid($"emulator scenario {request.Name} does not exist; there are {string.Join(", ", All.Select(scenario => scenario.Name))}");
    }
}
