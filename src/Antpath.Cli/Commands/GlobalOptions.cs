using System.CommandLine;

namespace Antpath.Cli.Commands;

/// <summary>Options every command understands, and makers of those that several share.</summary>
internal static class GlobalOptions
{
    public const string ApiToken = "--api-token";
    public const string BaseUrl = "--base-url";

    public static Option<string?> NewApiToken() => new(ApiToken)
    {
        Description = "API token (ant_…). Better: ANTPATH_API_TOKEN or antpath login.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    public static Option<string?> NewBaseUrl() => new(BaseUrl)
    {
        Description = "Address of the API.",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<bool> NewJson() => new("--json")
    {
        Description = "Write JSON to standard output, one object a line, and everything else to standard error.",
    };

    public static Argument<string> NewRun() => new("run")
    {
        Description = "The run's id, run_….",
    };
}
