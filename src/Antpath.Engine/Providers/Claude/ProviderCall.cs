using Antpath.Engine.Providers.Claude.Budget;

namespace Antpath.Engine.Providers.Claude;

/// <summary>One kind of call, for its limits and for the sentences about its failures.</summary>
/// <param name="Doing">What the call does, to begin a sentence with: <c>Creating the agent</c>.</param>
/// <param name="Kind">What a repeat would do.</param>
/// <param name="Family">Whose rate limit it counts against.</param>
/// <param name="Timeout">Longest wait for the answer, inner repeats included; waiting for a turn under the rate budget is not.</param>
/// <param name="MissingCode">The failure code when the provider says that the thing does not exist.</param>
internal sealed record ProviderCall(string Doing, CallKind Kind, CallFamily Family, TimeSpan Timeout, string MissingCode = FailureCodes.ResourceMissing)
{
    /// <summary>Whether the call may be asked again inside.</summary>
    public bool Repeatable => Kind is CallKind.Read or CallKind.Settle;

    /// <summary>The same as one word, for metrics and spans: <c>creating_the_agent</c>.</summary>
    public string Operation => Doing.ToLowerInvariant().Replace(' ', '_').Replace("'", "", StringComparison.Ordinal);

    /// <summary>Who it waits behind.</summary>
    public CallLane Lane => Kind == CallKind.Settle ? CallLane.Ending : CallLane.Ordinary;
}
