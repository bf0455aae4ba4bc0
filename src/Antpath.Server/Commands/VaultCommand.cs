using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Secrets;
using Antpath.Ids;

namespace Antpath.Server.Commands;

/// <summary><c>antpath-server vault rewrap</c>: wraps every entry's data key with the current key, so that an old key can be taken away.</summary>
internal static class VaultCommand
{
    private const int Batch = 100;

    public static async Task<int> RewrapAsync(TextWriter output)
    {
        await using var app = ServerHost.Prepare(new ServerStart
        {
            Role = ServerRole.Api,
            Extend = builder => builder.Services.PostConfigure<DatabaseOptions>(o => o.RunsAs(o.WorkerRole)), // who answers the API reads no secret
        }).Build();
        RequiredSettings.Ensure(app.Services);
        var vault = app.Services.GetRequiredService<ISecretVault>();
        var key = app.Services.GetRequiredService<SecretEnvelope>().CurrentKeyId;
        using var stop = new CancellationTokenSource();
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });

        // each batch is a transaction of its own: stopped anywhere, the next call goes on
        var wrapped = 0;
        var unreadable = new List<RunId>();
        for (Guid? after = Guid.Empty; after is { } place;)
        {
            var batch = await vault.RewrapAsync(place, Batch, stop.Token);
            (after, wrapped) = (batch.Last, wrapped + batch.Wrapped);
            unreadable.AddRange(batch.Unreadable);
            if (batch.Wrapped > 0)
                await output.WriteLineAsync($"wrapped {wrapped} entries with key '{key}' so far");
        }

        if (unreadable.Count == 0)
        {
            await output.WriteLineAsync($"Every entry is wrapped with key '{key}' now ({wrapped} were not). Other keys may go once no process has one as its first.");
            return ExitCodes.Ok;
        }

        await output.WriteLineAsync($"{unreadable.Count} entries could not be unwrapped; put the key they were wrapped with back, or let their runs fail:");
        foreach (var run in unreadable)
            await output.WriteLineAsync($"  {run}");
        return ExitCodes.CannotStart;
    }
}
