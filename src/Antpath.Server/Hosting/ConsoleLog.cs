using Antpath.Engine.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Antpath.Server.Hosting;

/// <summary>Log lines: one JSON object each for machines, plain text on a terminal.</summary>
internal static class ConsoleLog
{
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new()
        {
            Name = "ANTPATH_LOG_LEVEL", Default = "information", Range = "trace, debug, information, warning, error, critical, none", Check = LevelProblem,
            Meaning = "The least important log lines to write.",
        },
        new()
        {
            Name = "ANTPATH_LOG_FORMAT", Default = "text on a terminal, json otherwise", Range = "text, json", Check = FormatProblem,
            Meaning = "How log lines look.",
        },
    ];

    public static void AddConsoleLog(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings(Settings);
        var format = builder.Configuration["Antpath:Log:Format"] ?? (Console.IsOutputRedirected ? "json" : "text");
        var logging = builder.Logging.ClearProviders();
        var least = Enum.TryParse<LogLevel>(builder.Configuration["Antpath:Log:Level"], ignoreCase: true, out var level) ? level : LogLevel.Information;
        logging.SetMinimumLevel(least);
        // The framework logs paths with their queries, and a link's query is its secret: not below Warning, whatever is set
        foreach (var category in (string[])["Microsoft", "System.Net.Http", "Npgsql", "OpenIddict"])
            logging.AddFilter(category, least > LogLevel.Warning ? least : LogLevel.Warning);

        // it warns whenever a page with a form may not be stored, which is what we ask of every page
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        logging.AddFilter("Microsoft.Hosting.Lifetime", least > LogLevel.Information ? least : LogLevel.Information);
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
        if (format == "json")
        {
            logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = false;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "HH:mm:ss ";
                options.ColorBehavior = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
                    ? LoggerColorBehavior.Disabled
                    : LoggerColorBehavior.Default;
            });
        }

        RedactLines(builder.Services);
    }

    /// <summary>Puts a redaction around every formatter there is, so that none can be chosen without.</summary>
    private static void RedactLines(IServiceCollection services)
    {
        foreach (var formatter in services.Where(s => s.ServiceType == typeof(ConsoleFormatter)).ToList())
        {
            var type = formatter.ImplementationType ?? throw new InvalidOperationException("a console formatter is registered without its type and would write unredacted");
            services.Remove(formatter);
            services.AddSingleton<ConsoleFormatter>(s => new RedactingFormatter((ConsoleFormatter)ActivatorUtilities.CreateInstance(s, type)));
        }
    }

    private static string? LevelProblem(string value) =>
        Enum.GetNames<LogLevel>().Contains(value, StringComparer.OrdinalIgnoreCase)
            ? null
            : "ANTPATH_LOG_LEVEL must be trace, debug, information, warning, error, critical or none.";

    private static string? FormatProblem(string value) => value is "text" or "json" ? null : "ANTPATH_LOG_FORMAT must be text or json.";
}
