using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Antpath.Emulator;

/// <summary>The command line of <c>antpath-emulator</c>. Exit codes: 0 stopped, 1 could not start, 2 bad arguments.</summary>
internal static class EmulatorCommand
{
    private const string Help = """
        antpath-emulator: the Claude Managed Agents HTTP API, offline, on 127.0.0.1.

        Usage:
          antpath-emulator [options]
          antpath-emulator snapshot sanitize IN.jsonl OUT.jsonl
                                    takes texts, names, ids and credentials out of recorded traffic

        Options:
          --port N                  TCP port; 0 (default) takes a free one
          --config FILE             JSON file with any setting below by its camelCase name (durations as "00:00:01.5")
          --speed X                 sessions run X times faster; default 1
          --scenario NAME           scenario of sessions that name none; default quick-answer
          --snapshots DIR           folder of recorded snapshots (*.jsonl), usable as scenarios
          --seed N                  makes ids repeatable
          --set NAME=VALUE          any other setting, e.g. --set outputLag=00:00:05; may be repeated
          --help, --version

        Use it:
          Point the SDK's base URL at the printed address; any key that starts with sk-ant- is an organization of its own.
          A session's behaviour comes from the metadata key emulator_scenario or from [[scenario: NAME]] in a message.
          GET /_emulator/scenarios lists them; GET /_emulator/resources shows what was never cleaned up.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(Help);
            return 0;
        }
        if (args.Contains("--version"))
        {
            Console.WriteLine(Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
            return 0;
        }
        EmulatorOptions options;
        try
        {
            if (args is ["snapshot", .. var rest])
            {
                Snapshots.SnapshotCommand.Run(rest);
                return 0;
            }
            options = EmulatorSettings.Read(args);
            options.Validate();
        }
        catch (Exception wrong) when (wrong is EmulatorSettingsException or IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync(wrong);
        }
        return await ServeAsync(options);
    }

    private static async Task<int> ServeAsync(EmulatorOptions options)
    {
        try
        {
            await using EmulatorHost host = await EmulatorHost.StartAsync(options, null, CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"antpath-emulator listens on {host.BaseAddress}"));
            await AskedToStopAsync();
            return 0;
        }
        catch (EmulatorSettingsException wrong)
        {
            return await RefuseAsync(wrong);
        }
        catch (IOException failure)
        {
            await Console.Error.WriteLineAsync($"antpath-emulator could not listen on 127.0.0.1:{options.Port}: {failure.Message}. Choose another port with --port.");
            return 1;
        }
    }

    private static async Task<int> RefuseAsync(Exception wrong)
    {
        await Console.Error.WriteLineAsync($"{wrong.Message}\nSee antpath-emulator --help.");
        return 2;
    }

    private static async Task AskedToStopAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked.TrySetResult();
        }
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await asked.Task;
    }
}
