using System.Security.Cryptography;
using System.Text;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Files;
using Antpath.Emulator.Mcp;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Sessions;

namespace Antpath.Emulator.Scenarios;

/// <summary>What a scenario may look at while it plays.</summary>
internal sealed class ScenarioContext(Session session, Organization organization, string message)
{
    private readonly List<McpContact> _contacts = [];

    public Session Session { get; } = session;

    /// <summary>What the user asked, without the scenario marker.</summary>
    public string Prompt { get; } = ScenarioRequest.WithoutMarker(message);

    /// <summary>The same for the same prompt, so that outputs can be asserted on.</summary>
    public int Seed { get; } = BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(ScenarioRequest.WithoutMarker(message))), 0) & int.MaxValue;

    /// <summary>Which turn of the session this is, from 0.</summary>
    public int Turn { get; } = session.TurnsBegun;

    /// <summary>MCP servers that answered or did not; filled before the first beat.</summary>
    public IReadOnlyList<McpContact> Contacts => _contacts;

    public void Add(McpContact contact) => _contacts.Add(contact);

    public bool Offers(string tool) => ToolPolicies.For(Session.Agent.Tools, tool).Enabled;

    /// <summary>Files mounted into the session, with their first bytes.</summary>
    public IReadOnlyList<(string Path, StoredFile File)> Inputs() =>
    [
        .. Session.Resources
            .Where(resource => resource.FileId is not null && organization.Files.TryGet(resource.FileId, out _))
            .Select(resource => (resource.MountPath, organization.Files.Get(resource.FileId!))),
    ];

    /// <summary>A short title made of the prompt's first words.</summary>
    public string Subject()
    {
        string line = Prompt.ReplaceLineEndings(" ").Trim();
        if (line.Length == 0)
            return "Untitled request";
        if (line.Length <= 70)
            return line;
        int space = line.LastIndexOf(' ', 70);
        return line[..(space > 30 ? space : 70)].TrimEnd(',', '.', ';', ':') + "…";
    }
}
