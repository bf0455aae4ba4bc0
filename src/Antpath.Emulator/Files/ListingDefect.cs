namespace Antpath.Emulator.Files;

/// <summary>How a listing lies about a file: what a capturing client must survive (§18.2).</summary>
internal enum ListingDefect
{
    None,

    /// <summary><c>size_bytes</c> says less than the content has.</summary>
    SizeTooSmall,

    /// <summary><c>size_bytes</c> says more than the content has.</summary>
    SizeTooLarge,

    /// <summary>Listed, but the content answers 404.</summary>
    ContentMissing,

    /// <summary>Listed with <c>downloadable: false</c>.</summary>
    NotDownloadable,

    /// <summary>Listed without <c>mime_type</c> and <c>size_bytes</c>.</summary>
    FieldsMissing,
}
