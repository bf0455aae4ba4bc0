namespace Antpath.Submission;

/// <summary>The files of a skill that is uploaded for one run.</summary>
public sealed record SkillUpload
{
    /// <summary>The name that the template lists; also the <c>name</c> in the frontmatter of SKILL.md.</summary>
    public required string Name { get; init; }

    /// <summary>Its files, <c>SKILL.md</c> among them.</summary>
    public required IReadOnlyList<SkillFile> Files { get; init; }

    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
