using Antpath.Engine.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Antpath.Server.Hosting;

/// <summary>Log lines: one JSON object each for machines, plain text on a terminal.</summary>
internal static class ConsoleLog
{
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new() { Name = "ANTPATH_LOG_LEVEL", Meaning = "The least important log lines to write.", Default = "information", Range = "trace, debug, information, warning, error, critical, none" },
        new() { Name = "ANTPATH_LOG_FORMAT", Meaning = "How log lines look.", Default = "text on a terminal, json otherwise", Range = "text, json" },
    ];

    public static void AddConsoleLog(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings(Settings);
        var level = builder.Configuration["Antpath:Log:Level"];
        var format = builder.Configuration["Antpath:Log:Format"] ?? (Console.IsOutputRedirected ? "json" : "text");
        var logging = builder.Logging.ClearProviders();
        var least = level is null ? LogLevel.Information : Enum.Parse<LogLevel>(level, ignoreCase: true);
        logging.SetMinimumLevel(least);
        // The framework logs paths with their queries, and a link's query is its secret: not below Warning, whatever is set
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", least);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
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
                options.ColorBehavior = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            });
        }
    }
}
