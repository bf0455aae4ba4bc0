namespace Antpath.Templates;

/// <summary>A file that the agent finds in its sandbox, as it is: placeholders in it are not filled in.</summary>
/// <param name="Path">Relative path with <c>/</c>; where it appears below the upload folder of the session.</param>
/// <param name="Content">The bytes; at most 1 MiB.</param>
public sealed record InputFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <returns>The path and the size.</returns>
    public override string ToString() => $"{Path} ({Content.Length} bytes)";
}
