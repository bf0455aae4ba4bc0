using Antpath.Engine;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Commands;

/// <summary><c>antpath-server migrate</c>: needs the database's settings and no others.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(TextWriter output)
    {
        var builder = ServerHost.Prepare(new ServerStart { Role = ServerRole.Api });
        Require(builder.Configuration, "ANTPATH_DATABASE_URL");
        await using var app = builder.Build();
        var options = app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        await using var database = AntpathDatabase.CreateMigrationDataSource(options);
        using var stop = new CancellationTokenSource();
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });

        var report = await Migrator.MigrateAsync(database, stop.Token);
        foreach (var migration in report.Applied)
            await output.WriteLineAsync($"applied {migration.Name} in {migration.Elapsed.TotalMilliseconds:0} ms");

        await output.WriteLineAsync(report.Applied.Count == 0
            ? $"The database is at schema {report.Version} already; nothing to do."
            : $"The database is at schema {report.Version} now (was {report.FromVersion}).");
        await TellAsync(output, await DatabaseRights.EnsureAsync(database, options, stop.Token));
        return ExitCodes.Ok;
    }

    private static async Task TellAsync(TextWriter output, RightsReport rights)
    {
        if (rights.Done.Count > 0)
            await output.WriteLineAsync($"Roles and row-level security: {rights.Done.Count} statements brought them up to date.");
        if (rights.Pending.Count == 0)
            return;
        await output.WriteLineAsync("-- Roles and row-level security lack the following; let a user who may run it, on this database:");
        foreach (var statement in rights.Pending)
            await output.WriteLineAsync($"{statement};");
    }

    /// <summary>Only the database's own settings are judged: nobody needs a vault to migrate.</summary>
    private static void Require(ConfigurationManager configuration, string name)
    {
        var database = EngineSettings.All.Where(s => s.Key.StartsWith($"{DatabaseOptions.Section}:", StringComparison.Ordinal));
        var problems = database.Select(s => configuration[s.Key] is { Length: > 0 } value ? s.Check(value) : null).OfType<string>().ToList();
        if (string.IsNullOrWhiteSpace(configuration[EnvironmentNames.KeyOf(name)!]))
            problems.Add($"{name} is not set. Set it to the database to migrate, for example postgres://user:password@host:5432/database.");
        if (problems.Count > 0)
            throw new SettingsException(string.Join('\n', problems)) { Problems = problems };
    }
}
