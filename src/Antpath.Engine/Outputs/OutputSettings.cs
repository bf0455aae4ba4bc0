using Antpath.Engine.Configuration;
using Antpath.Engine.Outputs.Storage.S3;

namespace Antpath.Engine.Outputs;

/// <summary>The settings of output storage and links.</summary>
public static class OutputSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new() { Name = "ANTPATH_STORAGE_BACKEND", Default = "file_system", Range = "file_system, s3 or supabase", Meaning = "Where outputs are kept." },
        new() { Name = "ANTPATH_STORAGE_ROOT", Meaning = "Absolute path of the folder for outputs, shared by all API and worker processes. Required with file_system." },
        new()
        {
            Name = "ANTPATH_STORAGE_BUCKET", Default = "outputs", Range = "1 to 63 of a-z, 0-9 and -",
            Meaning = "The private bucket, or the folder inside the root, that is this installation's alone.",
        },
        new() { Name = "ANTPATH_STORAGE_LEFTOVER_AGE", Default = "1.00:00:00", Range = "01:00:00 to 30.00:00:00", Meaning = "Age at which a broken-off copy is removed." },
        new()
        {
            Name = "ANTPATH_STORAGE_LINKS", Default = "api", Range = "api or native",
            Meaning = "Who serves an output's link: this server, or the store itself. A native link cannot be revoked before it expires.",
        },
        new() { Name = "ANTPATH_STORAGE_NATIVE_LINK_TTL", Default = "00:01:00", Range = "00:00:10 to 01:00:00", Meaning = "How long a native link works." },
        new() { Name = "ANTPATH_STORAGE_SUPABASE_KEY", Secret = true, Meaning = "A Supabase key that may sign links. Required with supabase and native links." },
        .. S3Settings.All,
        new()
        {
            Name = "ANTPATH_LINK_KEY", Required = true, Secret = true,
            Check = v => KeyRing.ProblemWith(v, "ANTPATH_LINK_KEY"),
            Meaning = "Keys that sign output links: id:base64 of 32 bytes, more after commas, the current one first, the same in all API processes.",
        },
        new() { Name = "ANTPATH_LINK_TTL", Default = "00:05:00", Range = "00:00:10 to 1.00:00:00", Meaning = "How long an output link works." },
    ];
}
