using System.Text;
using Antpath.Json;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>Reads uploaded skills and holds them against the provider's rules (its contract §10).</summary>
internal sealed class SkillReader(SubmissionLimits limits, ProblemList problems)
{
    private const string MainFile = "SKILL.md";
    private const int DescriptionCharsMax = 1024;

    public IReadOnlyList<SkillUpload> Read(MemberReader secrets)
    {
        var skills = new List<SkillUpload>();
        foreach (var (value, at) in secrets.List("skills", TemplateLimits.SkillsMax))
        {
            if (MemberReader.Open(value, at, problems) is not { } entry)
                continue;

            var name = AgentReader.ReadSkillName(entry, problems);
            entry.Any("files", required: true);
            var files = new FileReader(problems, limits.SkillFilesMax, limits.SkillBytesMax, limits.SkillBytesMax).Read(entry, "files");
            entry.Close();
            if (name is null)
                continue;

            if (skills.Exists(s => string.Equals(s.Name, name, StringComparison.Ordinal)))
                problems.Add(at.Member("name"), ProblemCodes.DuplicateItem, "Another entry has this skill's files. Merge them.");

            CheckMainFile(name, files, at.Member("files"));
            skills.Add(new SkillUpload { Name = name, Files = [.. files.Select(f => new SkillFile(f.Path, f.Content))] });
        }

        return skills;
    }

    private void CheckMainFile(string name, IReadOnlyList<(string Path, byte[] Content, JsonPointer At)> files, JsonPointer at)
    {
        var main = files.FirstOrDefault(f => string.Equals(f.Path, MainFile, StringComparison.Ordinal));
        if (main.Content is null)
        {
            Report(at, $"A skill has a file '{MainFile}' at its top. Add it.");
            return;
        }

        var frontmatter = Frontmatter.Read(Encoding.UTF8.GetString(main.Content));
        if (frontmatter is null)
        {
            Report(main.At, $"'{MainFile}' starts with frontmatter between two lines '---'. Add it, with 'name' and 'description'.");
            return;
        }

        if (!string.Equals(frontmatter.GetValueOrDefault("name"), name, StringComparison.Ordinal))
            Report(main.At, "The 'name' in the frontmatter is not the name of the upload. Make them equal.");

        var description = frontmatter.GetValueOrDefault("description", "");
        if (description.Length is 0 or > DescriptionCharsMax)
            Report(main.At, $"The 'description' in the frontmatter has 1 to {DescriptionCharsMax} characters. Correct it.");
    }

    private void Report(JsonPointer at, string message) => problems.Add(at, ProblemCodes.SkillInvalid, message);
}
