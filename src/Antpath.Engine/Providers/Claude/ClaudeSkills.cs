using System.Net.Http.Headers;
using Anthropic.Core;
using Anthropic.Models.Beta.Skills;
using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Skills that come with a submission: uploaded for one attempt, deleted after its agent is archived (provider contract §10).</summary>
internal sealed class ClaudeSkills(ClaudeCalls calls, Listing listing)
{
    private readonly ProviderCall _upload = new("Uploading the skill", CallKind.Create, CallFamily.Create, calls.Options.UploadTimeout);
    private readonly ProviderCall _list = new("Searching the skills", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _delete = new("Deleting the skill", CallKind.Settle, CallFamily.Read, calls.Options.ReadTimeout);

    public async Task<ProviderResult<CreatedResource>> UploadAsync(ExecutionBundle bundle, string skillName, ResourceMarker marker, CancellationToken cancellationToken)
    {
        if (bundle.Secrets.Skills.FirstOrDefault(s => s.Name == skillName) is not { } skill)
            return FailureTable.Own(_upload, ErrorClass.AntpathBug, FailureCodes.ContentMissing, "the run's bundle has no files for this skill");

        var request = new SkillCreateParams
        {
            DisplayName = ProviderNames.For(ProviderResourceType.Skill, marker),
            // one top folder, named like the skill, with SKILL.md at its root
            Files = [.. skill.Files.Select(f => new BinaryContent
            {
                Stream = ContentStream.Over(f.Content),
                FileName = $"{skill.Name}/{f.Path}",
                ContentType = new MediaTypeHeaderValue("application/octet-stream"),
            })],
        };
        return await calls.AskAsync(
            _upload,
            async token => await calls.Beta.Skills.Create(request, token),
            answer => new CreatedResource(answer.RequiredId(), answer.RequiredId("latest_version_id")),
            cancellationToken);
    }

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Skills.List(From(page, new SkillListParams { Source = "custom", Limit = 100 }), token),
            skill => FoundReading.ByName(skill, "display_name", marker),
            enough: _ => false,
            cancellationToken);

    public async Task<ProviderResult<Disposal>> DisposeAsync(string skillId, CancellationToken cancellationToken)
    {
        var deleted = await calls.RemoveAsync(
            _delete, async token => await calls.Beta.Skills.Delete(new SkillDeleteParams { SkillID = skillId }, token), cancellationToken);
        return Disposals.Of(deleted);
    }

    private static SkillListParams From(string? page, SkillListParams first) => page is null ? first : first with { Page = page };
}
