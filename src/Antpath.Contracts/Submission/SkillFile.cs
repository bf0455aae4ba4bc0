namespace Antpath.Submission;

/// <summary>One file of a skill.</summary>
/// <param name="Path">Path inside the skill with <c>/</c>, such as <c>SKILL.md</c>.</param>
/// <param name="Content">The bytes.</param>
public sealed record SkillFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <returns>The path and the size.</returns>
    public override string ToString() => $"{Path} ({Content.Length} bytes)";
}
