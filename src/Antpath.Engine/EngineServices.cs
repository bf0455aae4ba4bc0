using Antpath.Engine.Audit;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Secrets;
using Antpath.Engine.Secrets.BuiltIn;
using Antpath.Engine.Secrets.Keys;
using Antpath.Engine.Secrets.Supabase;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Antpath.Engine;

/// <summary>Registers the rooms that every host shares.</summary>
public static class EngineServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Database, tenancy, vault, submission, queries, cancellation and deletion. Nothing connects before it is used.</summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathEngine(IConfiguration configuration)
        {
            services.AddSettings(EngineSettings.All);
            services.AddSettings(RateLimitOptions.Settings);
            services.AddAntpathOptions<DatabaseOptions>(configuration, DatabaseOptions.Section);
            services.AddAntpathOptions<TokenOptions>(configuration, TokenOptions.Section);
            services.AddAntpathOptions<VaultOptions>(configuration, VaultOptions.Section);
            services.AddAntpathOptions<PlanOptions>(configuration, PlanOptions.Section);
            services.AddAntpathOptions<RateLimitOptions>(configuration, RateLimitOptions.Section);
            services.AddAntpathOptions<CleanupDefaultOptions>(configuration, CleanupDefaultOptions.Section);
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(Milestones.Unwatched);
            services.TryAddSingleton<AntpathMetrics>();
            services.AddSingleton(s => AntpathDatabase.CreateDataSource(
                s.GetRequiredService<IOptions<DatabaseOptions>>().Value, s.GetRequiredService<IHostEnvironment>().ApplicationName));

            services.AddSingleton<AuditTrail>();
            services.AddSingleton<AuditQueries>();
            services.AddSingleton<AuditSearch>();
            services.AddSingleton<TokenUses>();
            services.AddHostedService(s => s.GetRequiredService<TokenUses>());
            services.AddSingleton<ApiTokens>();
            services.AddSingleton<TokenChanges>();
            services.AddSingleton<RateLimiter>();
            services.AddSingleton<ISweep, RateLimitPurgeSweep>();
            services.AddSingleton<Tenancy.Workspaces>();
            services.AddSingleton<SignedInUsers>();
            services.AddAntpathMembers(configuration);
            services.AddSingleton<IKeyEncryption>(s => string.IsNullOrWhiteSpace(s.GetRequiredService<IOptions<VaultOptions>>().Value.KeyCommand)
                ? ActivatorUtilities.CreateInstance<LocalKeys>(s)
                : ActivatorUtilities.CreateInstance<KeyCommand>(s));
            services.AddSingleton<SecretEnvelope>();
            services.AddSingleton<ISecretVault>(s => s.GetRequiredService<IOptions<VaultOptions>>().Value.Backend == VaultOptions.Supabase
                ? ActivatorUtilities.CreateInstance<SupabaseVault>(s)
                : ActivatorUtilities.CreateInstance<BuiltInVault>(s));

            services.AddSingleton<RunQueries>();
            services.AddSingleton<RunWakeups>();
            services.AddSingleton<RunCancellation>();
            services.AddSingleton<RunDeletion>();
            services.AddSingleton<RunPurge>();
            services.AddSingleton<OutputRetry>();
            services.AddSingleton<OutputsDeletion>();
            services.AddSingleton<WorkspaceSettings>();
            services.AddSingleton<ISweep, OutputRemovalSweep>(); // needs AddAntpathOutputs where sweeps run
            services.AddSingleton<ISweep, RetentionSweep>();
            services.AddSingleton<WorkspaceDeletion>();
            services.AddSingleton<WorkspacePurge>();
            services.AddSingleton<ProviderSweeps>();
            services.AddSingleton<ISweep, WorkspaceDeletionSweep>();
            services.AddSingleton<ISweep, PurgeSweep>(); // needs AddAntpathOutputs where sweeps run
            services.AddAntpathReconciliation(configuration);
            services.AddSingleton<SubmissionSettings>();
            services.AddSingleton<SubmissionWriter>();
            services.AddSingleton<SubmissionGroups>();
            services.AddSingleton(s => new RunSubmissions(
                s.GetRequiredService<SubmissionGroups>(),
                s.GetRequiredService<SecretEnvelope>(),
                s.GetRequiredService<RunQueries>(),
                s.GetRequiredService<SubmissionSettings>(),
                s.GetRequiredService<TimeProvider>()));
            return services;
        }
    }
}
