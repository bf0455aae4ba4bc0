using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Opens Claude Managed Agents with a run's own key.</summary>
internal sealed class ClaudeProviderFactory(ClaudeTransport transport) : IAgentProviderFactory
{
    public IAgentProvider Open(SecretString apiKey) => new ClaudeProvider(transport, new ClaudeKey(transport, apiKey.Reveal()));
}
