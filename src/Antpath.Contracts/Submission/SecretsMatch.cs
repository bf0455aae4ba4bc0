using Antpath.Json;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>Holds the secrets of a submission against the template: everything needed is there, and nothing else.</summary>
internal sealed class SecretsMatch(ProblemList problems)
{
    public void Check(AgentDefinition agent, RunSecrets secrets, JsonPointer at)
    {
        CheckServers(agent, secrets, at.Member("mcpServers"));
        CheckSkills(agent, secrets, at.Member("skills"));
    }

    private void CheckServers(AgentDefinition agent, RunSecrets secrets, JsonPointer at)
    {
        for (var i = 0; i < secrets.McpServers.Count; i++)
        {
            var given = secrets.McpServers[i];
            var server = agent.McpServers.FirstOrDefault(s => string.Equals(s.Name, given.Name, StringComparison.Ordinal));
            if (server is null)
                problems.Add(at.Item(i).Member("name"), ProblemCodes.McpSecretUnknown, $"The template has no MCP server of this name. Correct the name or remove the entry.{NearestName.Suggest(given.Name, agent.McpServers.Select(s => s.Name))}");
            else if (!string.Equals(server.Url, given.Url, StringComparison.Ordinal))
                problems.Add(at.Item(i).Member("url"), ProblemCodes.McpSecretUrlMismatch, $"The template has another URL for '{server.Name}'. Check whom the credentials are for, and make the URLs equal to the letter.");
        }

        foreach (var server in agent.McpServers.Where(s => s.Auth == McpAuth.RequiredStaticBearer))
        {
            var given = secrets.McpServers.FirstOrDefault(s => string.Equals(s.Name, server.Name, StringComparison.Ordinal));
            if (given?.BearerToken is null)
                problems.Add(at, ProblemCodes.McpBearerMissing, $"The MCP server '{server.Name}' requires a bearer token. Add an entry with its name and URL and the header 'Authorization: Bearer <token>'.");
        }
    }

    private void CheckSkills(AgentDefinition agent, RunSecrets secrets, JsonPointer at)
    {
        var expected = agent.Skills.OfType<SkillReference.Uploaded>().Select(s => s.Name).ToList();
        for (var i = 0; i < secrets.Skills.Count; i++)
        {
            if (!expected.Contains(secrets.Skills[i].Name, StringComparer.Ordinal))
                problems.Add(at.Item(i).Member("name"), ProblemCodes.SkillUploadUnknown, $"The template lists no uploaded skill of this name. Correct the name or remove the entry.{NearestName.Suggest(secrets.Skills[i].Name, expected)}");
        }

        foreach (var name in expected.Where(name => !secrets.Skills.Any(s => string.Equals(s.Name, name, StringComparison.Ordinal))))
            problems.Add(at, ProblemCodes.SkillUploadMissing, $"The template uses the uploaded skill '{name}'. Add an entry with its files.");
    }
}
