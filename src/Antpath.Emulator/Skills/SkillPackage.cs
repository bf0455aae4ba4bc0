using System.IO.Compression;
using System.Text;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Skills;

/// <summary>An uploaded skill, unpacked and checked (§10): one top directory, <c>SKILL.md</c> at its root, valid front matter.</summary>
internal sealed record SkillPackage(string Name, string Description, byte[] Archive)
{
    private const int FilesMax = 1_000;
    private const int UnixKindMask = 0xF000;
    private const int UnixLink = 0xA000;

    public static SkillPackage Read(IReadOnlyList<UploadedPart> parts)
    {
        UploadedPart[] uploads = [.. parts.Where(part => part.Name == "files[]")];
        if (parts.FirstOrDefault(part => part.Name is not ("files[]" or "display_name")) is { } extra)
            throw RefusedException.Invalid($"{extra.Name}: extra inputs are not permitted");
        if (uploads.Length == 0)
            throw RefusedException.Invalid("files: at least one file is required");

        List<SkillFile> files = uploads is [{ Filename: { } name } single] && name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
            ? Unpack(single)
            : [.. uploads.Select(upload => new SkillFile(CheckPath(upload.Filename ?? ""), upload.Head))];
        if (files.DistinctBy(file => file.Path, StringComparer.OrdinalIgnoreCase).Count() != files.Count)
            throw RefusedException.Invalid("files: a path is given twice");
        string top = TopDirectory(files);
        SkillFile manual = files.Find(file => file.Path == $"{top}/SKILL.md")
            ?? throw RefusedException.Invalid("files: SKILL.md is missing at the root of the top directory");
        SkillFrontMatter matter = SkillFrontMatter.Read(Encoding.UTF8.GetString(manual.Content.Span));
        return new SkillPackage(matter.Name, matter.Description, Pack(files));
    }

    private static List<SkillFile> Unpack(UploadedPart upload)
    {
        var files = new List<SkillFile>();
        long total = 0;
        try
        {
            using var archive = new ZipArchive(new MemoryStream(upload.Head.ToArray()), ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
            {
                if (files.Count >= FilesMax)
                    throw RefusedException.Invalid($"files: at most {FilesMax} files");
                if (entry.IsEncrypted || IsLink(entry))
                    throw RefusedException.Invalid("files: the zip archive holds a link or an encrypted file");
                byte[] content = ReadEntry(entry, EmulatorLimits.SkillBytesMax - total);
                total += content.Length;
                files.Add(new SkillFile(CheckPath(entry.FullName), content));
            }
        }
        catch (InvalidDataException)
        {
            throw RefusedException.Invalid("files: the zip archive cannot be read");
        }
        return files;
    }

    // A link would point out of the directory once unpacked; its kind stands in the upper half, as Unix writes it.
    private static bool IsLink(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & UnixKindMask) == UnixLink;

    // The size an entry declares may be a lie: what counts is what comes out.
    private static byte[] ReadEntry(ZipArchiveEntry entry, long bytesMax)
    {
        using Stream stream = entry.Open();
        using var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (content.Length + read > bytesMax)
                throw RefusedException.TooLarge($"files: more than {EmulatorLimits.SkillBytesMax} bytes unpacked");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static string CheckPath(string path)
    {
        bool good = path.Length is > 0 and <= 1_024 && !path.StartsWith('/') && !path.Contains('\\', StringComparison.Ordinal)
            && !path.Any(char.IsControl) && !path.Split('/').Any(part => part is "" or "." or "..");
        return good ? path : throw RefusedException.Invalid("files: a path is absolute, empty or leaves its directory");
    }

    private static string TopDirectory(List<SkillFile> files)
    {
        string[] tops = [.. files.Select(file => file.Path.Contains('/', StringComparison.Ordinal) ? file.Path.Split('/')[0] : "").Distinct(StringComparer.Ordinal)];
        return tops is [{ Length: > 0 } top] ? top : throw RefusedException.Invalid("files: must stand under one single top directory");
    }

    private static byte[] Pack(List<SkillFile> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (SkillFile file in files)
            {
                using Stream entry = archive.CreateEntry(file.Path).Open();
                entry.Write(file.Content.Span);
            }
        }
        return stream.ToArray();
    }
}
