namespace Antpath.Engine.Providers.Claude;

/// <summary>Carries an answer that is not a success through the SDK, which would otherwise put the answer's whole text into an exception of its own.</summary>
#pragma warning disable CA1032, RCS1194 // never made from a message: it exists for its answer
internal sealed class ProviderAnswerException(ProviderAnswer answer) : Exception($"The provider answered {answer.Status}.")
#pragma warning restore CA1032, RCS1194
{
    public ProviderAnswer Answer { get; } = answer;
}
