using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>How one create, or one search after it, ended.</summary>
/// <param name="LocalKey">Which resource.</param>
/// <param name="Verdict">What is known about it now.</param>
/// <param name="Failure">Why it is not created, or null.</param>
internal sealed record Creation(string LocalKey, CreateVerdict Verdict, ProviderFailure? Failure)
{
    /// <summary>The creation that decides what follows: a refusal before anything unknown before what may be tried again.</summary>
    public static Creation? Worst(IReadOnlyList<Creation> creations) =>
        creations.Where(c => c.Verdict != CreateVerdict.Created).OrderByDescending(c => Severity(c)).FirstOrDefault();

    private static int Severity(Creation creation) => creation.Verdict switch
    {
        CreateVerdict.Refused => 3,
        CreateVerdict.Unknown when creation.Failure is not null => 2,
        CreateVerdict.NotCreated => 1,
        _ => 0,
    };
}
