using System.ComponentModel;
using System.Diagnostics;

namespace Antpath.Testing.Node;

/// <summary>A program that answers in lines, ended with its object.</summary>
public sealed class NodeProgram : IAsyncDisposable
{
    private static readonly TimeSpan LineTimeout = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _complaints;

    private NodeProgram(Process process)
    {
        _process = process;
        _complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Starts one.</summary>
    /// <param name="program"><c>node</c> or <c>npm</c>.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Added to its environment.</param>
    public static NodeProgram Start(string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            return new NodeProgram(Process.Start(start)!);
        }
        catch (Win32Exception) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Skip($"There is no '{program}' on this machine. Install Node.js with npm.");
            throw;
        }
    }

    /// <summary>The rest of the first line, which must begin so: what a script says once it listens.</summary>
    public async Task<string> AnnouncedAsync(string beginning, CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(LineTimeout, cancellationToken);
        return line?.StartsWith(beginning, StringComparison.Ordinal) == true
            ? line[beginning.Length..]
            : throw new InvalidOperationException($"{_process.StartInfo.FileName} did not start: {line} {(line is null ? await _complaints : "")}");
    }

    /// <summary>The next line; null when it ended.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();

    /// <summary>Tells it something.</summary>
    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Waits for a good end.</summary>
    /// <exception cref="InvalidOperationException">It ended badly; the message has its complaints.</exception>
    public async Task EndedAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(timeout, cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}: {await _complaints}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
