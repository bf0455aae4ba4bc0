using System.Diagnostics;

namespace Antpath.Chaos.Stack;

/// <summary>One of our programs as a process of its own, which can be killed, stopped and started again. Its output is appended to a file.</summary>
internal sealed class ChildProgram(string name, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> settings, string logFolder)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Process? _process;
    private StreamWriter? _log;
    private bool _stopped;

    public string Name => name;

    /// <summary>Whether it is held by a stop signal.</summary>
    public bool Paused => _stopped;

    /// <summary>Whether it was killed by us and is to stay dead until it is started again.</summary>
    public bool Down { get; private set; }

    /// <summary>Whether the process lives.</summary>
    public bool Alive => _process is { HasExited: false };

    /// <summary>Starts it, or starts it again.</summary>
    /// <param name="saying">Told each line of its output. Null: nobody is.</param>
    public void Start(Action<string>? saying = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        _log ??= new StreamWriter(Path.Combine(logFolder, $"{name}.log"), append: true) { AutoFlush = true };
        var process = Process.Start(start) ?? throw new ChaosException($"{program} could not be started.");
        process.OutputDataReceived += (_, line) => Write(line.Data, saying);
        process.ErrorDataReceived += (_, line) => Write(line.Data, null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process; // the one before is left to the collector: somebody may be asking it whether it lives
        (_stopped, Down) = (false, false);
    }

    /// <summary>SIGKILL, and the wait until it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        Down = true;
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        _stopped = false;
    }

    /// <summary>SIGSTOP: it does nothing until <see cref="ContinueAsync"/>, and its clock goes on.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("-STOP");
        _stopped = true;
    }

    /// <summary>SIGCONT.</summary>
    public async Task ContinueAsync()
    {
        await SignalAsync("-CONT");
        _stopped = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (Alive)
            await KillAsync();
        _process?.Dispose();
        lock (_gate)
        {
            _log?.Dispose();
            _log = null;
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, $"{_process!.Id}"]) { UseShellExecute = false })!;
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private void Write(string? line, Action<string>? saying)
    {
        if (line is null)
            return;
        saying?.Invoke(line);
        lock (_gate)
            _log?.WriteLine(line);
    }
}
