using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Runs.Submission;

/// <summary>What applies to runs that say nothing about clean-up. Environment <c>ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT</c>.</summary>
public sealed class CleanupDefaultOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Worker";

    /// <summary><c>delete</c> or <c>retain</c>. Default delete.</summary>
    [RegularExpression("^(delete|retain)$", ErrorMessage = "must be delete or retain")]
    public string ClaudeSessionCleanupDefault { get; set; } = "delete";
}
