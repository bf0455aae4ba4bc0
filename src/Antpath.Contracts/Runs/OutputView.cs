using Antpath.Ids;

namespace Antpath.Runs;

/// <summary>One file captured from a run's session into private storage.</summary>
public sealed record OutputView
{
    /// <summary>The output's id.</summary>
    public required OutputId Id { get; init; }

    /// <summary>The file's true name, kept as data: it may contain anything but is never used as a path by Antpath.</summary>
    public required string FileName { get; init; }

    /// <summary>Size in bytes, verified against what was stored.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the content, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Media type as the provider reported it, neutralised when it could run in a browser.</summary>
    public required string ContentType { get; init; }

    /// <summary>When it was captured.</summary>
    public required DateTimeOffset CapturedAt { get; init; }
}
