using Antpath.Engine.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>Registers the sweeps.</summary>
internal static class ReconciliationServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds every sweep that needs no provider. Those about outputs need a store where sweeps run.</summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathReconciliation(IConfiguration configuration)
        {
            services.AddSettings(SweepSettings.All);
            services.AddAntpathOptions<SweepOptions>(configuration, SweepOptions.Section);
            services.AddSingleton<SweepFindings>();
            services.AddSingleton<WorkspaceRecount>();
            services.AddSingleton<StoredOutputs>();
            services.AddSingleton<ISweep, LeaseSweep>();
            services.AddSingleton<ISweep, MissingLeaseSweep>();
            services.AddSingleton<ISweep, CounterSweep>();
            services.AddSingleton<ISweep, JournalSweep>();
            services.AddSingleton<ISweep, StuckSweep>();
            services.AddSingleton<ISweep, SecretSweep>();
            services.AddSingleton<ISweep, ReservationSweep>();
            services.AddSingleton<ISweep, StorageSweep>();
            return services;
        }
    }
}
