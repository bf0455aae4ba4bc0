using Antpath.Engine.Audit;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>Registers what looks for leaks at the provider: in the worker only.</summary>
internal static class StrayServices
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAntpathStrays()
        {
            services.TryAddSingleton<AuditTrail>();
            services.TryAddSingleton<SweepFindings>();
            services.AddSingleton(s => new StrayJournal(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<AuditTrail>()));
            services.AddSingleton(s => new StraySearch(
                s.GetRequiredService<StrayJournal>(),
                s.GetRequiredService<IOptions<InstallationOptions>>().Value,
                s.GetRequiredService<IOptions<SweepOptions>>().Value,
                s.GetRequiredService<TimeProvider>()));
            services.AddSingleton(s => new KeyStrays(
                s.GetRequiredService<StraySearch>(),
                s.GetRequiredService<StrayJournal>(),
                s.GetRequiredService<SweepFindings>(),
                s.GetRequiredService<IOptions<SweepOptions>>().Value,
                s.GetRequiredService<TimeProvider>()));
            services.AddSingleton(s => new SweepClaims(
                s.GetRequiredService<NpgsqlDataSource>(),
                s.GetRequiredService<ISecretVault>(),
                s.GetRequiredService<IOptions<SweepOptions>>().Value,
                s.GetRequiredService<IOptions<WorkerOptions>>().Value,
                s.GetRequiredService<TimeProvider>()));
            services.AddSingleton<SweepReport>();
            services.AddSingleton<RequestedSweepTools>();
            services.AddSingleton<ISweep>(s => new RequestedSweep(
                s.GetRequiredService<SweepClaims>(),
                s.GetRequiredService<SweepReport>(),
                s.GetRequiredService<StraySearch>(),
                s.GetRequiredService<RequestedSweepTools>(),
                s.GetRequiredService<IOptions<SweepOptions>>().Value));
            return services;
        }
    }
}
