namespace Antpath.Templates;

/// <summary>A skill the agent has.</summary>
public abstract record SkillReference
{
    private SkillReference()
    {
    }

    /// <summary>A skill that the provider offers.</summary>
    /// <param name="SkillId">Its id, such as <c>xlsx</c>.</param>
    /// <param name="Version">The exact version; <c>latest</c> is refused.</param>
    public sealed record Anthropic(string SkillId, string Version) : SkillReference;

    /// <summary>A skill that exists in the customer's workspace at the provider.</summary>
    /// <param name="SkillId">Its id, <c>skill_…</c>.</param>
    /// <param name="Version">The exact version, <c>skver_…</c>; <c>latest</c> is refused.</param>
    public sealed record Custom(string SkillId, string Version) : SkillReference;

    /// <summary>A skill whose files come with each submission, in its secrets.</summary>
    /// <param name="Name">1 to 64 of <c>a-z 0-9 -</c>, without the reserved words <c>anthropic</c> and <c>claude</c>.</param>
    public sealed record Uploaded(string Name) : SkillReference;
}
