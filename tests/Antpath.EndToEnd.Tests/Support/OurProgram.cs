using System.Diagnostics;

namespace Antpath.EndToEnd.Tests.Support;

/// <summary>Runs one of our programs, or a shell, as its own process and collects what it says.</summary>
internal static class OurProgram
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(3);

    public sealed record Ended(int ExitCode, string Output, string Errors)
    {
        public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Errors}";
    }

    /// <param name="program">File name beside this test's assembly, e.g. <c>antpath.dll</c>, or a program on the path.</param>
    public static async Task<Ended> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        using var process = Start(program, arguments, environment, folder);
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
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {RunMax}", e);
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        var ours = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(ours ? "dotnet" : program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Checkout.Root,
        };
        if (ours)
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
