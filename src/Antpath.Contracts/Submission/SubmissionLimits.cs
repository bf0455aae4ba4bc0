using Antpath.Json;

namespace Antpath.Submission;

/// <summary>How large a submission may be. A deployment may change these; what the provider limits is in the template's limits.</summary>
public sealed record SubmissionLimits
{
    /// <summary>The defaults.</summary>
    public static SubmissionLimits Default { get; } = new();

    /// <summary>Longest request body, in bytes. Default: 16 MiB.</summary>
    public int BodyBytesMax { get; init; } = 16 << 20;

    /// <summary>Deepest nesting of arrays and objects. Default: 32.</summary>
    public int DepthMax { get; init; } = 32;

    /// <summary>Most JSON values in all. Default: 100,000.</summary>
    public int ValuesMax { get; init; } = 100_000;

    /// <summary>Longest member name, in characters. Default: 256.</summary>
    public int MemberNameCharsMax { get; init; } = 256;

    /// <summary>Most tags of a run. Default: 16.</summary>
    public int TagsMax { get; init; } = 16;

    /// <summary>Longest tag, in characters. Default: 64.</summary>
    public int TagCharsMax { get; init; } = 64;

    /// <summary>Highest priority; the lowest is its negative. Default: 100.</summary>
    public int PriorityMax { get; init; } = 100;

    /// <summary>Longest provider key, in characters. Default: 512.</summary>
    public int ApiKeyCharsMax { get; init; } = 512;

    /// <summary>Most headers for one MCP server. Default: 20.</summary>
    public int HeadersMax { get; init; } = 20;

    /// <summary>Longest header value, in bytes. Default: 8 KiB.</summary>
    public int HeaderValueBytesMax { get; init; } = 8 << 10;

    /// <summary>Most files of one skill. Default: 200.</summary>
    public int SkillFilesMax { get; init; } = 200;

    /// <summary>All files of one skill together, in bytes. Default: 30 MB, the provider's limit.</summary>
    public int SkillBytesMax { get; init; } = 30_000_000;

    /// <summary>
    /// Whether MCP servers must have addresses that everybody can reach, judged as written. Default: false, because a client cannot know what its
    /// deployment allows; a server says true unless it is set to allow private ones.
    /// </summary>
    public bool PublicUrlsOnly { get; init; }

    internal JsonLimits ToJsonLimits() =>
        new() { BytesMax = BodyBytesMax, DepthMax = DepthMax, ValuesMax = ValuesMax, NameCharsMax = MemberNameCharsMax };
}
