using Antpath.Engine.Configuration;

namespace Antpath.Server.Commands;

/// <summary><c>antpath-server config</c>: every setting of a role with its value and where that comes from. Secrets are never shown.</summary>
internal static class ConfigCommand
{
    public static async Task<int> RunAsync(ServerStart start, TextWriter output, TextWriter error)
    {
        await using var app = ServerHost.Prepare(start).Build();
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        var settings = RequiredSettings.Announced(app.Services);
        var names = settings.Max(s => s.Name.Length);
        foreach (var setting in settings)
        {
            var value = configuration[setting.Key];
            await output.WriteLineAsync($"{setting.Name.PadRight(names)}  {Shown(setting, value)}  ({Source(setting, value)})");
            await output.WriteLineAsync($"{"",4}{setting.Meaning}{(setting.Range is null ? "" : $" [{setting.Range}]")}");
        }

        await WarnOfUnknownAsync(start, settings, error);
        try
        {
            RequiredSettings.Ensure(app.Services);
        }
        catch (SettingsException e)
        {
            await error.WriteLineAsync();
            await error.WriteLineAsync(e.Message);
            return ExitCodes.CannotStart;
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"These settings are enough for 'antpath-server {start.Role.ToString().ToLowerInvariant()}'.");
        return ExitCodes.Ok;
    }

    private static string Shown(Setting setting, string? value) => (value, setting) switch
    {
        (null, { Default: { } otherwise }) => otherwise,
        (null, _) => "-",
        (_, { Secret: true }) => "[hidden]",
        _ => value,
    };

    private static string Source(Setting setting, string? value) => (value, setting) switch
    {
        (not null, _) => "environment",
        (null, { Required: true, Alternatives: [_, ..] others }) => $"required, or {string.Join(" or ", others)}",
        (null, { Required: true }) => "required, not set",
        (null, { Default: null }) => "not set",
        _ => "default",
    };

    /// <summary>A misspelt name sets nothing, and nothing else would say so. Names that the command line, the development stack and the tests use are known.</summary>
    private static async Task WarnOfUnknownAsync(ServerStart start, IReadOnlyList<Setting> settings, TextWriter error)
    {
        string[] others = ["ANTPATH_API_TOKEN", "ANTPATH_BASE_URL", "ANTPATH_DEV_STACK_REQUIRE_AUTH_PROVIDER"];
        var known = settings.Select(s => s.Name).Concat(settings.SelectMany(s => s.Alternatives)).Concat(others).ToHashSet(StringComparer.Ordinal);
        var environment = start.ReadsEnvironment ? Environment.GetEnvironmentVariables().Keys.Cast<string>() : [];
        var unknown = environment.Concat(start.Settings.Keys)
            .Where(name => name.StartsWith(EnvironmentNames.Prefix, StringComparison.Ordinal) && !name.StartsWith("ANTPATH_TEST_", StringComparison.Ordinal))
            .Where(name => !known.Contains(name))
            .Order(StringComparer.Ordinal);
        foreach (var name in unknown)
            await error.WriteLineAsync($"Warning: {name} is set, but is no setting of this release or role; check its spelling.");
    }
}
