using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>Reads answers to creates. Pure.</summary>
internal static class CreateVerdicts
{
    /// <param name="failure">The failure, or null when the create succeeded.</param>
    public static CreateVerdict Of(ProviderFailure? failure) => failure switch
    {
        null => CreateVerdict.Created,
        { OutcomeUnknown: true } => CreateVerdict.Unknown,
        { HttpStatus: 409 } => CreateVerdict.Unknown, // a name already there: perhaps an earlier try of ours
        { Class: ErrorClass.TransientProvider } => CreateVerdict.NotCreated,
        _ => CreateVerdict.Refused,
    };
}
