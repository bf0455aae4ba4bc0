using System.ComponentModel.DataAnnotations;
using Antpath.Engine.Configuration;

namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>
/// How fast things may be done, all processes together. Section <c>Antpath:Limit</c>, environment <c>ANTPATH_LIMIT_…</c>. Each limit has a
/// figure a minute, where 0 switches it off, and what may come at once after a pause.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Limit";

    private const int Max = 1_000_000;

    /// <summary>Submissions a minute and workspace. Default 600, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int SubmitPerMinute { get; set; } = 600;

    /// <summary>Submissions of a workspace at once. Default 1000, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int SubmitBurst { get; set; } = 1000;

    /// <summary>Cancels and deletes a minute and workspace. Default 600, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int CancelDeletePerMinute { get; set; } = 600;

    /// <summary>Cancels and deletes of a workspace at once. Default 1000, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int CancelDeleteBurst { get; set; } = 1000;

    /// <summary>Links to outputs a minute and workspace. Default 1200, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int LinkPerMinute { get; set; } = 1200;

    /// <summary>Links to outputs of a workspace at once. Default 2000, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int LinkBurst { get; set; } = 2000;

    /// <summary>Changes of API tokens a minute and workspace. Default 20, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int TokenPerMinute { get; set; } = 20;

    /// <summary>Changes of a workspace's API tokens at once. Default 60, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int TokenBurst { get; set; } = 60;

    /// <summary>Changes of members, invitations, name and settings a minute and workspace. Default 30, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int MemberPerMinute { get; set; } = 30;

    /// <summary>Changes of a workspace's members, invitations, name and settings at once. Default 120, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int MemberBurst { get; set; } = 120;

    /// <summary>Searches at the provider a minute and workspace. Default 2, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int SweepPerMinute { get; set; } = 2;

    /// <summary>Searches at the provider of a workspace at once. Default 10, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int SweepBurst { get; set; } = 10;

    /// <summary>Workspaces made, invitations answered and sign-outs a minute and person. Default 30, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int PersonPerMinute { get; set; } = 30;

    /// <summary>Workspaces made, invitations answered and sign-outs of a person at once. Default 60, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int PersonBurst { get; set; } = 60;

    /// <summary>Sign-ins a minute from one address and for one e-mail address. Default 6, 0 to 1,000,000; 0: no limit.</summary>
    [Range(0, Max)]
    public int SignInPerMinute { get; set; } = 6;

    /// <summary>Sign-ins at once from one address and for one e-mail address. Default 20, 1 to 1,000,000.</summary>
    [Range(1, Max)]
    public int SignInBurst { get; set; } = 20;

    /// <summary>These options as the settings table shows them.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        .. Pair("SUBMIT", "Submissions", "and workspace", "of a workspace", 600, 1000),
        .. Pair("CANCEL_DELETE", "Cancels and deletes", "and workspace", "of a workspace", 600, 1000),
        .. Pair("LINK", "Links to outputs", "and workspace", "of a workspace", 1200, 2000),
        .. Pair("TOKEN", "Changes of API tokens", "and workspace", "of a workspace", 20, 60),
        .. Pair("MEMBER", "Changes of members, invitations, name and settings", "and workspace", "of a workspace", 30, 120),
        .. Pair("SWEEP", "Searches at the provider", "and workspace", "of a workspace", 2, 10),
        .. Pair("PERSON", "Workspaces made, invitations answered and sign-outs", "and person", "of a person", 30, 60),
        .. Pair("SIGN_IN", "Sign-ins", "from one address, and for one e-mail address", "from one address, and for one e-mail address", 6, 20),
    ];

    private static IEnumerable<Setting> Pair(string name, string what, string whoMinute, string whoBurst, int perMinute, int burst) =>
    [
        new()
        {
            Name = $"ANTPATH_LIMIT_{name}_PER_MINUTE", Default = $"{perMinute}", Range = $"0 to {Max}",
            Meaning = $"{what} a minute {whoMinute}, all processes together; 0 switches the limit off.",
        },
        new()
        {
            Name = $"ANTPATH_LIMIT_{name}_BURST", Default = $"{burst}", Range = $"1 to {Max}",
            Meaning = $"{what} {whoBurst} that may come at once after a pause.",
        },
    ];
}
