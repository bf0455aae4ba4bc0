using System.Text;
using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Reads files that travel inside JSON: <c>{ path, content, encoding }</c>.</summary>
internal sealed class FileReader(ProblemList problems, int filesMax, int fileBytesMax, int allBytesMax)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether decoded content is searched for what looks like a secret. Off for what was searched when it was submitted.</summary>
    public bool Scans { get; init; } = true;

    public IReadOnlyList<(string Path, byte[] Content, JsonPointer At)> Read(MemberReader owner, string name)
    {
        var files = new List<(string Path, byte[] Content, JsonPointer At)>();
        long bytes = 0;
        foreach (var (value, at) in owner.List(name, filesMax))
        {
            if (MemberReader.Open(value, at, problems) is not { } entry)
                continue;

            var path = ReadPath(entry);
            var content = ReadContent(entry);
            entry.Close();
            bytes += content?.Length ?? 0;
            if (path is null || content is null)
                continue;

            if (files.Exists(f => Collide(f.Path, path)))
                problems.Add(at.Member("path"), ProblemCodes.DuplicateItem, "Another file has this path, or one path is a folder of the other. Rename one.");

            files.Add((path, content, at));
        }

        if (bytes > allBytesMax)
            problems.Add(owner.At.Member(name), ProblemCodes.FilesTooLarge, $"The files have {bytes} bytes together; at most {allBytesMax} are accepted. Send less.");

        return files;
    }

    /// <summary>Text when it is valid UTF-8, else base64: equal bytes have one spelling.</summary>
    public static JsonTree Write(string path, ReadOnlyMemory<byte> content)
    {
        var members = new JsonMembers().Add("path", path);
        if (System.Text.Unicode.Utf8.IsValid(content.Span))
            return members.Add("content", Utf8.GetString(content.Span)).ToTree();

        return members.Add("content", Convert.ToBase64String(content.Span)).Add("encoding", "base64").ToTree();
    }

    private string? ReadPath(MemberReader entry)
    {
        if (entry.Text("path", required: true) is not { } path)
            return null;

        if (NameRules.IsSafePath(path))
            return path;

        problems.Add(entry.At.Member("path"), ProblemCodes.InvalidPath, $"Expected a relative path such as 'input/data.csv': at most {TemplateLimits.PathCharsMax} characters, no '..', no empty component, none of < > : \" | ? * \\ and no control characters.");
        return null;
    }

    private byte[]? ReadContent(MemberReader entry)
    {
        var text = entry.Text("content", required: true);
        var encoding = entry.Text("encoding") ?? "utf8";
        if (text is null)
            return null;

        var at = entry.At.Member("content");
        byte[] content;
        switch (encoding)
        {
            case "utf8":
                content = Utf8.GetBytes(text);
                break;
            case "base64":
                content = new byte[(text.Length / 4 * 3) + 3];
                if (!Convert.TryFromBase64String(text, content, out var length))
                {
                    problems.Add(at, ProblemCodes.InvalidBase64, "The content is not base64. Correct it, or use the encoding 'utf8'.");
                    return null;
                }

                content = content[..length];
                ScanDecoded(content, at);
                break;
            default:
                problems.Add(entry.At.Member("encoding"), ProblemCodes.InvalidValue, "Expected one of: utf8, base64.");
                return null;
        }

        if (content.Length <= fileBytesMax)
            return content;

        problems.Add(at, ProblemCodes.FilesTooLarge, $"The file has {content.Length} bytes; at most {fileBytesMax} are accepted.");
        return null;
    }

    /// <summary>The scan of the document does not see through base64.</summary>
    private void ScanDecoded(byte[] content, JsonPointer at)
    {
        if (Scans && !at.IsUnderSecrets && SecretShapes.FindIn(Encoding.Latin1.GetString(content)) is { } title)
            SecretScan.ReportValue(title, at, problems);
    }

    private static bool Collide(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || one.StartsWith(other + "/", StringComparison.Ordinal)
        || other.StartsWith(one + "/", StringComparison.Ordinal);
}
