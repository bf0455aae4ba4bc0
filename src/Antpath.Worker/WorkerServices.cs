using Antpath.Engine.Runs.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Worker;

/// <summary>Registers a worker.</summary>
public static class WorkerServices
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds claiming, the lifecycle and the worker's loops, which start with the host. Needs the engine, the outputs and a provider. The host's shutdown
        /// time-out must be longer than <see cref="WorkerOptions.DrainTimeout"/>.
        /// </summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathWorker(IConfiguration configuration)
        {
            services.AddAntpathLifecycle(configuration);
            services.AddSingleton<HeldRuns>();
            services.AddSingleton<ClaimLoop>();
            services.AddSingleton<StepDispatcher>();
            services.AddSingleton<LeaseRenewer>();
            services.AddSingleton<SweepRunner>();
            services.AddSingleton<WorkerLoops>();
            services.AddHostedService<WorkerService>();
            return services;
        }
    }
}
