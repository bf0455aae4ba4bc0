using System.Diagnostics;
using System.Text;

namespace Antpath.EndToEnd.Tests.Support;

/// <summary>One of our programs as a process, with everything it says kept.</summary>
internal sealed class LoggedProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoggedProgram(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        _process = OurProgram.Start(program, arguments, environment);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Standard output and error so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>Where it listens, by its own words.</summary>
    public async Task<Uri> AddressAsync()
    {
        try
        {
            return await _address.Task.WaitAsync(StartMax, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It did not say where it listens:\n{Said}", e);
        }
    }

    /// <summary>The address that follows some words of its own.</summary>
    public Uri Address(string words) => new(Said.Split(words)[1].Split('"', ' ')[0]);

    /// <summary>As a crashed machine would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_said)
            _said.AppendLine(line);
        var listens = Math.Max(line.IndexOf("listening on", StringComparison.Ordinal), line.IndexOf("listens on", StringComparison.Ordinal));
        if (listens is >= 0 and var at && line.IndexOf("http://127.0.0.1:", at, StringComparison.Ordinal) is > 0 and var url)
            _address.TrySetResult(new Uri(line[url..].Split('"', ' ')[0]));
    }
}
