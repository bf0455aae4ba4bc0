using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Outputs.Storage;

/// <summary>Where captured files are kept. Section <c>Antpath:Storage</c>, environment <c>ANTPATH_STORAGE_…</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Antpath:Storage";

    /// <summary>Which kind of store: a value of <see cref="StorageBackend"/>. Default <c>file_system</c>.</summary>
    [RegularExpression($"^({StorageBackend.FileSystem}|{StorageBackend.S3}|{StorageBackend.Supabase})$")]
    public string Backend { get; set; } = StorageBackend.FileSystem;

    /// <summary>Absolute path of the folder for outputs, shared by all API and worker processes. Required with <c>file_system</c>.</summary>
    public string Root { get; set; } = "";

    /// <summary>The private bucket, or the folder inside <see cref="Root"/>, that is this installation's alone. Default <c>outputs</c>; 1 to 63 of a-z, 0-9 and '-'.</summary>
    [RegularExpression("^[a-z0-9][a-z0-9-]{0,62}$")]
    public string Bucket { get; set; } = "outputs";

    /// <summary>How old a broken-off copy must be before a worker removes it. Default 1 day; 1 h to 30 days. Longer than any copy takes.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan LeftoverAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Who serves links: <c>api</c>, or <c>native</c> for the store itself, which a deletion ends only when the object is gone. Default <c>api</c>.</summary>
    [RegularExpression("^(api|native)$")]
    public string Links { get; set; } = "api";

    /// <summary>How long a native link works; nothing revokes it. Default 1 min; 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan NativeLinkTtl { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A key that may sign links at Supabase Storage (the project's secret or service-role key). Required with <c>supabase</c> and native links.</summary>
    public string SupabaseKey { get; set; } = "";
}
