using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What this installation calls itself at the provider.</summary>
public sealed class InstallationOptions
{
    public const string Section = "Antpath";

    /// <summary>Goes into the marker of every resource. 1 to 32 of [a-z0-9-]; must never change, or old resources are not found again.</summary>
    [Required, RegularExpression("^[a-z0-9-]{1,32}$")]
    public string Installation { get; set; } = "";
}
