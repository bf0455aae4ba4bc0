using Antpath.Engine.Configuration;
using Antpath.Engine.Outputs;
using Antpath.Engine.Providers.Claude;
using Antpath.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Antpath.Engine.Tests.Worker;

/// <summary>A worker as a deployment runs it, with quick timing, against a provider reached over HTTP.</summary>
internal static class WorkerHost
{
    public static async Task<IHost> StartAsync(EngineUnderTest engine, Uri provider, string storageRoot, params (string Name, string Value)[] settings)
    {
        var variables = new Dictionary<string, string?>(engine.Variables, StringComparer.Ordinal)
        {
            ["ANTPATH_INSTALLATION"] = "worker-test",
            ["ANTPATH_PROVIDER_BASE_URL"] = provider.AbsoluteUri,
            ["ANTPATH_STORAGE_ROOT"] = storageRoot,
            ["ANTPATH_LINK_KEY"] = EngineUnderTest.Key("l1"),
            ["ANTPATH_WORKER_POLL_BASE"] = "00:00:00.1",
            ["ANTPATH_WORKER_POLL_MAX"] = "00:00:00.5",
            ["ANTPATH_WORKER_SETTLE_INTERVAL"] = "00:00:00.3",
            ["ANTPATH_WORKER_SETTLE_QUIET"] = "00:00:01.2",
            ["ANTPATH_WORKER_SETTLE_QUIET_EMPTY"] = "00:00:01.2",
            ["ANTPATH_WORKER_CLEANUP_RETRY_BASE"] = "00:00:00.2",
            ["ANTPATH_WORKER_UNKNOWN_OUTCOME_GRACE"] = "00:00:00.5",
            // the runs of all tests have one key, and its budget is the database's
            ["ANTPATH_PROVIDER_CREATES_PER_MINUTE"] = "100000",
            ["ANTPATH_PROVIDER_READS_PER_MINUTE"] = "100000",
            ["ANTPATH_PROVIDER_FILE_CALLS_PER_MINUTE"] = "100000",
            ["ANTPATH_PROVIDER_ENVIRONMENT_CALLS_PER_MINUTE"] = "100000",
        };
        foreach (var (name, value) in settings)
            variables[name] = value;

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddAntpathEnvironment(variables);
        builder.Services.AddLogging();
        builder.Services.AddAntpathEngine(builder.Configuration);
        builder.Services.AddAntpathOutputs(builder.Configuration);
        builder.Services.AddClaudeProvider(builder.Configuration);
        builder.Services.AddAntpathWorker(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
