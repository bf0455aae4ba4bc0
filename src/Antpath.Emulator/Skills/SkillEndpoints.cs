using Antpath.Emulator.Files;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Skills;

/// <summary><c>/v1/skills</c> and their versions (§10). The provider's own skills are not listed; agents may name them freely.</summary>
internal static class SkillEndpoints
{
    private const int ListLimitMax = 1_000;
    private const int DisplayNameCharsMax = 255;

    public static void Map(ApiRoutes routes)
    {
        routes.Upload("/v1/skills", CallClass.Create, BodyKind.Skill, Create);
        routes.Get("/v1/skills", List, ApiFamily.Open);
        routes.Get("/v1/skills/{skill}", Get, ApiFamily.Open);
        routes.Delete("/v1/skills/{skill}", Delete, ApiFamily.Open);
        routes.Upload("/v1/skills/{skill}/versions", CallClass.Create, BodyKind.Skill, CreateVersion);
        routes.Get("/v1/skills/{skill}/versions", ListVersions, ApiFamily.Open);
        routes.Get("/v1/skills/{skill}/versions/{version}", GetVersion, ApiFamily.Open);
        routes.Get("/v1/skills/{skill}/versions/{version}/content", Content, ApiFamily.Open);
        routes.Delete("/v1/skills/{skill}/versions/{version}", DeleteVersion, ApiFamily.Open);
    }

    private static ApiReply Create(ApiCall call)
    {
        SkillPackage package = SkillPackage.Read(call.Parts);
        string displayName = call.Parts.FirstOrDefault(part => part.Name == "display_name")?.Text ?? package.Name;
        if (displayName.Length is 0 or > DisplayNameCharsMax || displayName.Any(char.IsControl))
            throw RefusedException.Invalid($"display_name: must be one line of 1 to {DisplayNameCharsMax} characters");

        string id = call.Emulator.Ids.Next("skill_");
        var skill = new Skill(id, call.Organization.NextSequence(), displayName, Version(call, id, package));
        call.Organization.Skills.Add(skill, package.Archive.Length);
        return ApiReply.Ok(skill.Render());
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(call.Organization.Skills.Get(call.Id("skill")).Render());

    private static ApiReply List(ApiCall call)
    {
        string? source = call.Query.OneOf("source", "custom", "anthropic");
        ListRequest request = ListRequest.Read(call, limitMax: ListLimitMax);
        Skill[] skills = source == "anthropic" ? [] : [.. call.Listed(call.Organization.Skills, includeArchived: true)];
        return ApiReply.Ok(request.Page(skills, skill => skill.Sequence, skill => skill.CreatedAt, skill => skill.Render()));
    }

    private static ApiReply Delete(ApiCall call)
    {
        Skill skill = call.Organization.Skills.Remove(call.Id("skill"));
        return ApiReply.Deleted(skill.Id, "skill");
    }

    private static ApiReply CreateVersion(ApiCall call)
    {
        Skill skill = call.Organization.Skills.Get(call.Id("skill"));
        SkillPackage package = SkillPackage.Read(call.Parts);
        if (package.Name != skill.Name)
            throw RefusedException.Invalid($"SKILL.md name: must stay {skill.Name}");
        if (skill.Versions.Count >= EmulatorLimits.SkillVersionsMax)
            throw RefusedException.Invalid($"the emulator holds at most {EmulatorLimits.SkillVersionsMax} versions of a skill");
        call.Organization.Skills.Grow(skill.Id, package.Archive.Length);
        SkillVersion version = Version(call, skill.Id, package);
        skill.Add(version);
        return ApiReply.Ok(version.Render());
    }

    private static ApiReply GetVersion(ApiCall call) => ApiReply.Ok(FindVersion(call).Render());

    private static ApiReply ListVersions(ApiCall call)
    {
        Skill skill = call.Organization.Skills.Get(call.Id("skill"));
        ListRequest request = ListRequest.Read(call, limitMax: ListLimitMax);
        return ApiReply.Ok(request.Page([.. skill.Versions.Where(version => call.Listed(version.CreatedAt))], version => version.Sequence, version => version.CreatedAt, version => version.Render()));
    }

    private static ApiReply Content(ApiCall call) => new ApiReply.Download(new FileContent.Held(FindVersion(call).Archive), "application/zip");

    private static ApiReply DeleteVersion(ApiCall call)
    {
        Skill skill = call.Organization.Skills.Get(call.Id("skill"));
        SkillVersion version = FindVersion(call);
        if (skill.Versions.Count == 1) // undocumented; a skill without a version could not show latest_version_id
            throw RefusedException.Invalid("the only version of a skill cannot be deleted; delete the skill");
        skill.Remove(version);
        call.Organization.Skills.GrowByItself(skill.Id, -version.Archive.Length);
        return ApiReply.Deleted(version.Id, "skill_version");
    }

    private static SkillVersion FindVersion(ApiCall call) => call.Organization.Skills.Get(call.Id("skill")).Version(call.Id("version"));

    private static SkillVersion Version(ApiCall call, string skillId, SkillPackage package) =>
        new(call.Emulator.Ids.Next("skver_"), skillId, call.Organization.NextSequence(), package.Name, package.Description, package.Archive, call.Now);
}
