using Antpath.Json;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>Writes secrets in the clear: for the request body and for the bundle that is encrypted, nowhere else.</summary>
internal static class SecretsWriter
{
    public static JsonTree Write(RunSecrets secrets) => new JsonMembers()
        .Add("anthropic", new JsonMembers().Add("apiKey", secrets.Anthropic.ApiKey.Reveal()).ToTree())
        .AddList("mcpServers", secrets.McpServers, WriteServer)
        .AddList("skills", secrets.Skills, WriteSkill)
        .ToTree();

    private static JsonTree WriteServer(McpServerSecrets server)
    {
        var headers = new JsonMembers();
        foreach (var (name, value) in server.Headers)
            headers.Add(name, value.Reveal());

        return new JsonMembers().Add("name", server.Name).Add("url", server.Url).Add("headers", headers.ToTreeOrNull()).ToTree();
    }

    private static JsonTree WriteSkill(SkillUpload skill) => new JsonMembers()
        .Add("name", skill.Name)
        .Add("files", new JsonTree.List([.. skill.Files.Select(f => FileReader.Write(f.Path, f.Content))]))
        .ToTree();
}
