using System.Diagnostics;

namespace Antpath.EndToEnd.Tests.Support;

/// <summary>Runs one of our programs as its own process and collects what it says.</summary>
internal static class OurProgram
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(3);

    public sealed record Ended(int ExitCode, string Output, string Errors)
    {
        public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Errors}";
    }

    /// <param name="assembly">File name beside this test's assembly, e.g. <c>antpath.dll</c>.</param>
    public static async Task<Ended> RunAsync(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        using var process = Start(assembly, arguments, environment, folder);
        using var limit = new CancellationTokenSource(RunMax, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{assembly} {string.Join(' ', arguments)} did not end within {RunMax}", e);
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    public static Process Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Checkout.Root,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, assembly) },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
