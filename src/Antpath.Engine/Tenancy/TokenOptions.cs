using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Tenancy;

/// <summary>How API tokens are kept. Section <c>Antpath:Token</c>, environment <c>ANTPATH_TOKEN_…</c>.</summary>
public sealed class TokenOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Token";

    /// <summary>Keys for the tokens' keyed hashes, <c>id:base64[,id:base64…]</c>, the current one first. Required. Losing one invalidates its tokens.</summary>
    public string Pepper { get; set; } = "";

    /// <summary>Seconds a good answer is remembered, which is how late a revocation may take effect. Default 5, 0 to 60.</summary>
    [Range(0, 60)]
    public int CacheSeconds { get; set; } = 5;

    /// <summary>Good answers remembered at most. Default 10,000, 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int CacheMax { get; set; } = 10_000;

    /// <summary>Working tokens a workspace may have; those that wait for the end of a rotation do not count. Default 100, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int PerWorkspaceMax { get; set; } = 100;

    /// <summary>Seconds between writes of <c>last_used_at</c>. Default 60, 1 to 3600.</summary>
    [Range(1, 3600)]
    public int LastUsedSeconds { get; set; } = 60;
}
