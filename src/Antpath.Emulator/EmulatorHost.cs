using Antpath.Emulator.Admin;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Events;
using Antpath.Emulator.Faults;
using Antpath.Emulator.Files;
using Antpath.Emulator.Mcp;
using Antpath.Emulator.Models;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Scheduling;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Skills;
using Antpath.Emulator.Transport;
using Antpath.Emulator.Vaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Antpath.Emulator;

/// <summary>A running emulator. It listens on 127.0.0.1 only and is reached over HTTP only, also by the process that hosts it.</summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private EmulatorHost(WebApplication app, Uri baseAddress) => (_app, BaseAddress) = (app, baseAddress);

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:41234/</c>: the base URL for the provider's SDK.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Starts an emulator and returns once it answers.</summary>
    /// <param name="time">The clock sessions live by; null for the system's.</param>
    /// <exception cref="EmulatorSettingsException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorHost> StartAsync(EmulatorOptions options, TimeProvider? time, CancellationToken cancellationToken)
    {
        options.Validate();
        WebApplication app = Build(options, time ?? TimeProvider.System);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new EmulatorHost(app, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        _app.Services.GetRequiredService<EmulatorState>().CloseStreams();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(EmulatorOptions options, TimeProvider time)
    {
        // Empty: the host process's environment variables and settings files are not the emulator's.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = EmulatorLimits.ConnectionsMax;
            kestrel.Limits.MaxRequestBodySize = EmulatorLimits.FileBytesMax + EmulatorLimits.JsonBodyBytesMax;
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        AddServices(builder.Services, options, time);
        WebApplication app = builder.Build();
        AddFaults(app, options);
        MapEndpoints(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, EmulatorOptions options, TimeProvider time)
    {
#pragma warning disable CA5394 // ids and drawn faults must be repeatable when a seed is given; nothing here is a secret
        services.AddSingleton(_ => new IdSource(options.Seed is { } seed ? new Random(seed) : new Random()));
#pragma warning restore CA5394
        services.AddSingleton(options).AddSingleton(time);
        services.AddSingleton<Scheduler>().AddSingleton<EmulatorState>().AddSingleton<RateLimits>();
        services.AddSingleton<CallLog>().AddSingleton<FaultBook>().AddSingleton<ApiPipeline>();
        services.AddSingleton(new ScenarioCatalog(options, Snapshots.Snapshot.Load(options.SnapshotFolder))).AddSingleton<McpProber>();
        services.AddSingleton<OutputShelf>().AddSingleton<SessionRunner>().AddSingleton<EventInbox>();
        services.AddSingleton<SessionCreation>().AddSingleton<SessionEndpoints>().AddSingleton<EventEndpoints>();
        services.AddSingleton<ResourceReport>().AddSingleton<SessionReport>().AddSingleton<AdminEndpoints>().AddSingleton<OAuthValidation>();
    }

    private static void AddFaults(WebApplication app, EmulatorOptions options)
    {
        FaultBook faults = app.Services.GetRequiredService<FaultBook>();
        for (int i = 0; i < options.Faults.Count; i++)
        {
            try
            {
                faults.Add(FaultRule.Read(JsonFields.Of(options.Faults[i], $"faults.{i}")));
            }
            catch (RefusedException wrong)
            {
                throw new EmulatorSettingsException(wrong.Message + ".", wrong);
            }
        }
    }

    private static void MapEndpoints(WebApplication app)
    {
        ApiPipeline pipeline = app.Services.GetRequiredService<ApiPipeline>();
        var routes = new ApiRoutes(app, pipeline);
        AgentEndpoints.Map(routes);
        EnvironmentEndpoints.Map(routes);
        VaultEndpoints.Map(routes);
        CredentialEndpoints.Map(routes);
        app.Services.GetRequiredService<OAuthValidation>().Map(routes);
        SkillEndpoints.Map(routes);
        FileEndpoints.Map(routes);
        ModelEndpoints.Map(routes);
        app.Services.GetRequiredService<SessionEndpoints>().Map(routes);
        ResourceEndpoints.Map(routes);
        ThreadEndpoints.Map(routes);
        app.Services.GetRequiredService<EventEndpoints>().Map(routes);
        app.Services.GetRequiredService<AdminEndpoints>().Map(app, routes);
        app.MapFallback("{*path}", http => pipeline.RunAsync(http, null));
    }
}
