using System.Diagnostics;
using System.Globalization;

namespace Antpath.Benchmarks.Measuring;

/// <summary>One of our programs as a process of its own, and what the kernel says about it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ, the unit of /proc, on every Linux .NET supports

    private readonly Process _process;
    private Task _draining = Task.CompletedTask;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Most memory it ever had, in MiB.</summary>
    public double PeakMebibytes => StatusKibibytes("VmHWM:") / 1024;

    public double ResidentKibibytes => StatusKibibytes("VmRSS:");

    public double CpuSeconds
    {
        get
        {
            var words = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return (long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <param name="program">File name beside this one, e.g. <c>antpath-server.dll</c>.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The first URL it prints; everything after it is read and dropped, so that it never blocks on a full pipe.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at < 0)
                continue;
            Drain();
            return new Uri(line[at..].Split(' ')[0].TrimEnd('.', ','));
        }

        throw new InvalidOperationException("The program ended before it said where it listens.");
    }

    /// <summary>Reads and drops what it prints until it ends.</summary>
    public void Drain() => _draining = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _draining;
        _process.Dispose();
    }

    private double StatusKibibytes(string name) => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim(),
        CultureInfo.InvariantCulture);
}
