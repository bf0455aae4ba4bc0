using System.Text;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Beta.Skills;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§10: skills and their versions.</summary>
public sealed class SkillsTests(ProviderUnderTest provider)
{
    [Fact]
    public async Task An_uploaded_skill_has_a_version_an_agent_can_pin()
    {
        BetaSkill skill = await UploadAsync("conformance-notes");
        string version = skill.LatestVersionID!;

        Answer agent = await provider.NewAgentAsync(
            $$""", "tools": [{"type": "agent_toolset_20260401"}], "skills": [{"type": "custom", "skill_id": "{{skill.ID}}", "version": "{{version}}"}]""");

        Assert.StartsWith("skver_", version, StringComparison.Ordinal);
        Assert.Equal(version, agent["skills"][0].GetProperty("version").GetString());
        Assert.Equal("conformance-notes", (await provider.Sdk.Beta.Skills.Versions.Retrieve(version, new() { SkillID = skill.ID })).Name);
    }

    [Fact]
    public async Task A_skill_is_found_by_its_display_name_and_by_its_source() // §15: its only marker
    {
        BetaSkill skill = await UploadAsync("conformance-marker");

        Answer custom = (await provider.GetAsync("/v1/skills?source=custom&limit=100")).Expect(200);
        Answer anthropic = (await provider.GetAsync("/v1/skills?source=anthropic&limit=100")).Expect(200);

        Assert.Contains(custom.Items, item => item.GetProperty("id").GetString() == skill.ID && item.GetProperty("display_name").GetString() == "antpath-conformance~" + provider.Tag);
        Assert.DoesNotContain(anthropic.Items, item => item.GetProperty("id").GetString() == skill.ID);
    }

    [Theory]
    [InlineData("claude-notes", "says what it does")]
    [InlineData("Not A Slug", "says what it does")]
    [InlineData("notes", "")]
    public async Task A_manual_that_breaks_the_rules_is_refused(string name, string description) =>
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => provider.Sdk.Beta.Skills.Create(new SkillCreateParams { Files = [Manual("notes", name, description)] }));

    [Fact] // §5
    public async Task Deleting_a_skill_takes_its_versions_along()
    {
        BetaSkill skill = await UploadAsync("conformance-gone");

        Assert.Equal("skill_deleted", (await provider.DeleteAsync($"/v1/skills/{skill.ID}")).Expect(200).Text("type"));

        (await provider.GetAsync($"/v1/skills/{skill.ID}/versions/{skill.LatestVersionID}")).Expect(404);
    }

    private static BinaryContent Manual(string folder, string name, string description) => new()
    {
        FileName = $"{folder}/SKILL.md",
        Stream = new MemoryStream(Encoding.UTF8.GetBytes($"---\nname: {name}\ndescription: {description}\n---\n\nWrite short notes.\n")),
    };

    private async Task<BetaSkill> UploadAsync(string name)
    {
        BetaSkill skill = await provider.Sdk.Beta.Skills.Create(
            new SkillCreateParams { DisplayName = "antpath-conformance~" + provider.Tag, Files = [Manual(name, name, "For the conformance suite.")] });
        provider.Made.Add("/v1/skills", skill.ID);
        return skill;
    }
}
