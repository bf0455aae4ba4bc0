using Antpath.Engine.Configuration;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle.Capture;
using Antpath.Engine.Runs.Lifecycle.Cleanup;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Lifecycle.Observation;
using Antpath.Engine.Runs.Lifecycle.Provisioning;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Registers what a worker needs beside the engine, a provider and an output store.</summary>
public static class LifecycleServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Claiming and lifecycle. Needs the engine, <see cref="IAgentProviderFactory"/> and <see cref="IOutputStore"/>.</summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathLifecycle(IConfiguration configuration)
        {
            services.AddSettings(LifecycleSettings.All);
            services.AddAntpathOptions<WorkerOptions>(configuration, WorkerOptions.Section);
            services.AddSingleton<IValidateOptions<WorkerOptions>, FrozenTransactionCheck>();
            services.AddAntpathOptions<InstallationOptions>(configuration, InstallationOptions.Section);
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(Milestones.Unwatched);
            services.TryAddSingleton<AntpathMetrics>();
            services.AddSingleton(s => new RunLeases(
                s.GetRequiredService<NpgsqlDataSource>(),
                s.GetRequiredService<IOptions<WorkerOptions>>().Value,
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<AntpathMetrics>()));
            services.AddSingleton(s => new StepWriter(
                s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<ISecretVault>(), s.GetRequiredService<AntpathMetrics>()));
            services.AddSingleton(s => new WaitTimes(s.GetRequiredService<IOptions<WorkerOptions>>().Value.Jitter, new Random()));
            services.AddSingleton(s => new StepKit(
                s.GetRequiredService<StepWriter>(),
                s.GetRequiredService<IOptions<WorkerOptions>>().Value,
                s.GetRequiredService<WaitTimes>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<Milestones>()));
            services.AddSingleton(Steps);
            services.AddAntpathStrays();
            services.AddSingleton(s => new StepLoop(
                new RunReader(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<TimeProvider>()),
                s.GetRequiredService<ISecretVault>(),
                s.GetRequiredService<IAgentProviderFactory>(),
                s.GetRequiredService<LifecycleSteps>(),
                s.GetRequiredService<AntpathMetrics>()));
            return services;
        }
    }

    private static LifecycleSteps Steps(IServiceProvider services)
    {
        var kit = services.GetRequiredService<StepKit>();
        var plan = services.GetRequiredService<IOptions<PlanOptions>>().Value;
        var markers = new ResourceMarkers(services.GetRequiredService<IOptions<InstallationOptions>>().Value);
        var settler = new IntentSettler(kit, markers);
        var provision = new ProvisionStep(kit, markers, new ResourceCreator(kit, markers), settler);
        var database = services.GetRequiredService<NpgsqlDataSource>();
        var store = services.GetRequiredService<IOutputStore>();
        var batches = new BatchCapture(kit, new OutputReader(database), new FileCapture(kit, store, plan));
        var manifest = new ManifestCapture(kit, store, plan, new ManifestReader(database));
        return new LifecycleSteps
        {
            Kit = kit,
            Begin = new BeginStep(kit, plan),
            Provision = provision,
            Dispatch = new DispatchStep(kit, provision),
            Observe = new ObserveStep(kit, new EventReading(kit.Options), new ObservationWrites(kit)),
            Capture = new CaptureStep(kit, batches, manifest),
            CaptureAgain = new CaptureAgainStep(kit, batches, manifest),
            Finish = new FinishStep(kit),
            CleanUp = new CleanUpStep(kit, new ResourceRemover(kit, settler), settler, services.GetRequiredService<KeyStrays>()),
        };
    }
}
