using System.Text.Json;
using System.Text.Json.Serialization;
using Antpath.Engine;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Outputs;
using Antpath.Engine.Providers.Claude;
using Antpath.Engine.Runs;
using Antpath.Server.Api;
using Antpath.Server.Api.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Dashboard;
using Antpath.Server.Documentation;
using Antpath.Server.Health;
using Antpath.Server.Hosting;
using Antpath.Server.Members;
using Antpath.Server.OpenApi;
using Antpath.Server.Problems;
using Antpath.Server.SignIn;
using Antpath.Server.Telemetry;
using Antpath.Submission;
using Antpath.Worker;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Antpath.Server;

/// <summary>The whole server as something that a command, the development stack or a test can start.</summary>
public static class ServerHost
{
    /// <summary>Builds the application. It listens when it is started.</summary>
    /// <param name="start">What to start.</param>
    /// <returns>The application. The caller makes sure that the database's schema is current before it starts it.</returns>
    /// <exception cref="SettingsException">Names every setting that is missing or out of range.</exception>
    public static WebApplication Build(ServerStart start)
    {
        var app = Prepare(start).Build();
        RequiredSettings.Ensure(app.Services);
        var options = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value;
        app.SetListener(options);

        app.UseClientAddresses(options);
        app.UseMiddleware<RequestIds>();
        app.UsePublicAddress(options.PublicUrl);
        app.UseSecurityHeaders(reachedByHttps: options.PublicUrl?.Scheme == Uri.UriSchemeHttps);
        app.UseMiddleware<RequestSpans>();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<ExceptionTranslation>();
        app.UseProblemsForBareStatuses();
        app.UseRouting();
        HealthEndpoints.Map(app);
        if (start.Role is ServerRole.Api or ServerRole.All)
        {
            // a worker answers only the health questions, and has nobody to tell apart
            app.UseSignIn();
            app.UseAuthorization();
            app.UseMiddleware<DashboardGate>();
            app.UseAntiforgery();
            ApiRoutes.Map(app);
            DocumentationPages.Map(app);
            app.MapSignIn();
            app.MapDashboard();
        }

        return app;
    }

    /// <summary>The services and settings of a role, before anything is checked.</summary>
    internal static WebApplicationBuilder Prepare(ServerStart start)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(ServerHost).Assembly.GetName().Name });
        // One way to set things: ANTPATH_… names. Files and ASPNETCORE_… would be a second.
        builder.Configuration.Sources.Clear();
        if (start.ReadsEnvironment)
            builder.Configuration.AddAntpathEnvironment();
        builder.Configuration.AddAntpathEnvironment(start.Settings);

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddAntpathOptions<ApiOptions>(builder.Configuration, ApiOptions.Section);
        services.AddSingleton<IValidateOptions<ApiOptions>, ApiOptionsCheck>();
        services.AddSettings(ApiOptions.Settings);
        services.AddAntpathEngine(builder.Configuration);
        services.AddAntpathOutputs(builder.Configuration);
        services.AddSingleton<IValidateOptions<DatabaseOptions>>(new ProcessRoleCheck(start.Role));
        services.PostConfigure<DatabaseOptions>(o => o.RunsAs(start.Role == ServerRole.Worker ? o.WorkerRole : o.ServerRole));
        services.AddSingleton<Readiness>();
        if (start.Role is ServerRole.Api or ServerRole.All)
        {
            AddApi(services);
            services.AddSignIn(builder.Configuration);
            services.AddDashboard();
        }

        if (start.Role is ServerRole.Worker or ServerRole.All)
        {
            services.AddClaudeProvider(builder.Configuration);
            services.AddAntpathWorker(builder.Configuration);
            services.AddSingleton<IValidateOptions<ApiOptions>, DrainCheck>();
        }

        builder.AddTelemetry(start.Role);
        builder.AddConsoleLog();
        start.Extend?.Invoke(builder);
        return builder;
    }

    private static void AddApi(IServiceCollection services)
    {
        services.AddApiTokens();
        services.AddApiDescription();
        services.AddSingleton(s => SubmissionLimits.Default with { PublicUrlsOnly = !s.GetRequiredService<IOptions<ApiOptions>>().Value.AllowPrivateUrls });
        services.AddSingleton<SubmissionBodies>();
        services.AddSingleton<InvitationSending>();
        services.AddSingleton<RateLimits.SignInLimit>();
        services.TryAddSingleton<RunEventSequences>();
        services.AddSingleton<EventWaits>();
        services.AddHostedService(provider => provider.GetRequiredService<EventWaits>());
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(1, Antpath.Problems.ProblemJsonContext.Default);
        });
    }
}
