using Antpath.Engine.Configuration;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Runs.Submission;

/// <summary>The deployment's settings that a run is stamped with when it is submitted.</summary>
internal sealed class SubmissionSettings(IOptions<PlanOptions> plan, IOptions<CleanupDefaultOptions> cleanup, IOptions<TokenOptions> tokens)
{
    private readonly Lazy<KeyRing> _peppers = new(() => KeyRing.Parse(tokens.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));

    public int AttemptsMax => plan.Value.AttemptsMax;

    /// <summary>Seconds between two looks at a session, or null for the worker's own pace.</summary>
    public int? PollSecondsMin => plan.Value.PollSecondsMin == 0 ? null : plan.Value.PollSecondsMin;

    /// <summary>US cents, or null for none.</summary>
    public long? BudgetCentsDefault => plan.Value.BudgetCentsDefault == 0 ? null : plan.Value.BudgetCentsDefault;

    /// <summary><c>delete</c> or <c>retain</c>.</summary>
    public string CleanupDefault => cleanup.Value.ClaudeSessionCleanupDefault;

    /// <summary>Keys for request hashes: the same ring as for tokens.</summary>
    public KeyRing Peppers => _peppers.Value;
}
