using Antpath.Engine.Configuration;
using Antpath.Engine.Providers.Claude.Budget;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Registers the Claude adapter.</summary>
public static class ClaudeProviderServices
{
    /// <summary>
    /// Adds <see cref="IAgentProviderFactory"/> for Claude Managed Agents. Needs the engine, whose database all workers share the rate budgets in. Settings come from section <see cref="ClaudeProviderOptions.Section"/> and are
    /// checked when the host starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddClaudeProvider(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings(ClaudeProviderSettings.All);
        services.AddAntpathOptions<ClaudeProviderOptions>(configuration, ClaudeProviderOptions.Section);
        services.AddSingleton<IValidateOptions<ClaudeProviderOptions>, ClaudeProviderOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AntpathMetrics>();
        services.AddSingleton<CallReports>();
        services.AddSingleton<CallBudget>();
        services.AddSingleton<ISweep, BudgetPurgeSweep>();
        services.AddSingleton(provider => new ClaudeTransport(
            provider.GetRequiredService<IOptions<ClaudeProviderOptions>>(),
            provider.GetRequiredService<CallBudget>(),
            provider.GetRequiredService<TimeProvider>(),
            new Random(),
            provider.GetRequiredService<CallReports>()));
        services.AddSingleton<IAgentProviderFactory, ClaudeProviderFactory>();
        return services;
    }
}
