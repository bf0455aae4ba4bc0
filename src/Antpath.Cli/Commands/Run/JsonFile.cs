using System.Text.Json;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Commands.Run;

/// <summary>A JSON document the user gave: its bytes, and where it came from.</summary>
internal sealed record JsonFile(string Name, byte[] Bytes)
{
    private const int BytesMax = 64 << 20;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256 };

    /// <summary>Reads a file, or standard input for <c>-</c>.</summary>
    /// <exception cref="BadInputException">It is not there, not readable, or longer than 64 MiB.</exception>
    public static async Task<JsonFile> ReadAsync(CliHost host, string path, CancellationToken cancellationToken)
    {
        if (path == "-")
            return new JsonFile("standard input", System.Text.Encoding.UTF8.GetBytes(await ReadAsync(host.In, cancellationToken)));
        try
        {
            var file = new FileInfo(host.PathOf(path));
            if (!file.Exists)
                throw new BadInputException(path, Directory.Exists(file.FullName) ? "This is a folder; name a file." : "There is no such file.");
            if (file.Length > BytesMax)
                throw new BadInputException(path, "The file is longer than 64 MiB.");
            return new JsonFile(path, WithoutMark(await File.ReadAllBytesAsync(file.FullName, cancellationToken)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, "The file cannot be read; check its permissions.");
        }
    }

    /// <returns>The root, or null with a problem when this is no JSON.</returns>
    public JsonElement? Open(out InputProblem? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(Bytes, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            // the parser's own words may quote the text, and the text may be a secret
            const string Remedy = "This is not valid JSON at this place; comments and trailing commas are not allowed.";
            problem = new InputProblem(Name, Remedy, "invalid_json", Line: (int?)broken.LineNumber + 1);
            return null;
        }
    }

    private static async Task<string> ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[16 * 1024];
        var text = new System.Text.StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            text.Append(buffer, 0, read);
            if (text.Length > BytesMax)
                throw new BadInputException("standard input", "The document is longer than 64 MiB.");
        }

        return text.ToString().TrimStart('\uFEFF');
    }

    private static byte[] WithoutMark(byte[] bytes) => bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
}
