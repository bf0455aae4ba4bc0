using Antpath.Ids;

namespace Antpath;

/// <summary>A download would replace a file with other content, which <see cref="DownloadOptions.Overwrite"/> does not allow. Nothing was changed.</summary>
public sealed class FileInTheWayException : IOException
{
    internal FileInTheWayException(string path, OutputId output)
        : base($"{path} exists and is not output {output}; allow overwriting or choose another folder.") => Path = path;

    internal FileInTheWayException(string path)
        : base($"{path} exists; allow overwriting or choose another name.") => Path = path;

    /// <summary>Full path of the file.</summary>
    public string Path { get; }
}
