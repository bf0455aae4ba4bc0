using Antpath.Submission;
using Antpath.Templates;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>A provider key in the form that vaults keep: the bundle of a run that has nothing but its key.</summary>
internal static class KeyBundle
{
    private const string Nothing = "nothing";

    public static ExecutionBundle Of(SecretString apiKey) => new()
    {
        TemplateName = Nothing,
        Agent = new AgentDefinition { Model = new ModelChoice(Nothing) },
        Environment = new EnvironmentDefinition(),
        Limits = new RequestedLimits(),
        Content = new RunContent { Prompt = Nothing, VariablesJson = "{}" },
        Secrets = new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = apiKey } },
    };
}
