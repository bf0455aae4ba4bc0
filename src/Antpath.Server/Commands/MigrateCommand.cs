using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Commands;

/// <summary><c>antpath-server migrate</c>: needs the database's settings and no others.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(TextWriter output)
    {
        var builder = ServerHost.Prepare(new ServerStart { Role = ServerRole.All });
        if (string.IsNullOrWhiteSpace(builder.Configuration["Antpath:Database:Url"]))
            throw new SettingsException("ANTPATH_DATABASE_URL is not set. Set it to the database to migrate, e.g. postgres://user:password@host:5432/database.");

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
            await output.WriteLineAsync($"applied {migration.Version:0000} {migration.Name} in {migration.Elapsed.TotalMilliseconds:0} ms");

        await output.WriteLineAsync(report.Applied.Count == 0
            ? $"The database is at schema {report.Version} already; nothing to do."
            : $"The database is at schema {report.Version} now (was {report.FromVersion}).");
        return ExitCodes.Ok;
    }
}
