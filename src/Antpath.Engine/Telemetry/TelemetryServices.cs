using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Telemetry;

/// <summary>Registers what the engine tells of itself beyond its log.</summary>
public static class TelemetryServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Looks at the queue every so often, for the gauges. In a worker only.</summary>
        /// <param name="every">Time between two looks.</param>
        public IServiceCollection AddQueueWatch(Func<IServiceProvider, TimeSpan> every) => services.AddHostedService(s => new QueueWatch(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<AntpathMetrics>(),
            every(s),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<QueueWatch>>()));
    }
}
