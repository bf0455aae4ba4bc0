using System.Text;
using System.Text.Json;
using Antpath.Cli.Hosting;
using Antpath.Submission;

namespace Antpath.Cli.Commands.Run;

/// <summary>Reads the folder of a skill that is uploaded with a run (<c>--skill NAME=DIR</c>). Hidden files and links stay out.</summary>
internal sealed record SkillFolder(string Name, IReadOnlyList<SkillFile> Files)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly EnumerationOptions Visible = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    public static async Task<SkillFolder?> ReadAsync(CliHost host, string flag, List<InputProblem> problems, CancellationToken cancellationToken)
    {
        var parts = flag.Split('=', 2);
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            problems.Add(new InputProblem("--skill", "Expected NAME=DIR, like --skill house-style=./skills/house-style."));
            return null;
        }

        var place = $"--skill {parts[0]}";
        var folder = new DirectoryInfo(host.PathOf(parts[1]));
        if (!folder.Exists)
        {
            problems.Add(new InputProblem(place, $"There is no folder {parts[1]}."));
            return null;
        }

        var limits = SubmissionLimits.Default;
        var visible = folder.EnumerateFiles("*", Visible).Where(file => !Hidden(folder, file)).Take(limits.SkillFilesMax + 1);
        var found = visible.OrderBy(file => file.FullName, StringComparer.Ordinal).ToList();
        if (found.Count > limits.SkillFilesMax || found.Sum(file => file.Length) > limits.SkillBytesMax)
        {
            problems.Add(new InputProblem(place, $"A skill has at most {limits.SkillFilesMax} files and {limits.SkillBytesMax / 1_000_000} MB."));
            return null;
        }

        var files = new List<SkillFile>();
        foreach (var file in found)
            files.Add(new SkillFile(Relative(folder, file), await File.ReadAllBytesAsync(file.FullName, cancellationToken)));
        return new SkillFolder(parts[0], files);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteStartArray("files");
        foreach (var file in Files)
        {
            var text = AsText(file.Content.Span);
            writer.WriteStartObject();
            writer.WriteString("path", file.Path);
            if (text is not null)
                writer.WriteString("content", text);
            else
                writer.WriteBase64String("content", file.Content.Span);
            writer.WriteString("encoding", text is null ? "base64" : "utf8");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string? AsText(ReadOnlySpan<byte> content)
    {
        try
        {
            return Utf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool Hidden(DirectoryInfo folder, FileInfo file) => Relative(folder, file).Split('/').Any(part => part.StartsWith('.'));

    private static string Relative(DirectoryInfo folder, FileInfo file) => Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/');
}
