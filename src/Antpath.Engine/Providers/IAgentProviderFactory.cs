using Antpath.Submission;

namespace Antpath.Engine.Providers;

/// <summary>Opens the provider for one step of one run.</summary>
public interface IAgentProviderFactory
{
    /// <summary>Opens the provider with a run's own key. Makes no call yet.</summary>
    /// <param name="apiKey">The key out of the run's secrets bundle.</param>
    /// <returns>Dispose it before the step ends: it is the only holder of the key.</returns>
    IAgentProvider Open(SecretString apiKey);
}
