using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Outputs.Links;

/// <summary>Signed links to outputs. Section <c>Antpath:Link</c>, environment <c>ANTPATH_LINK_…</c>.</summary>
public sealed class LinkOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Antpath:Link";

    /// <summary>Keys that sign links, <c>id:base64[,id:base64…]</c>, the current one first, the same in all API processes. Required. An old key may go after <see cref="Ttl"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>How long a link works. Default 5 min; 10 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromMinutes(5);
}
