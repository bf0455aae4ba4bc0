using System.Diagnostics;

namespace Antpath.DevStack.Demo;

/// <summary>Runs the real command line as its own process, with its credentials in the environment, where no process list shows them.</summary>
internal sealed class CliProcess(Uri baseUrl, string apiToken, string providerKey)
{
    /// <summary>Runs one command and lets it write to this process's own terminal.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // the build puts antpath.dll beside this program
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet")
        {
            UseShellExecute = false,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "antpath.dll") },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ANTPATH_BASE_URL"] = baseUrl.ToString();
        start.Environment["ANTPATH_API_TOKEN"] = apiToken;
        start.Environment["ANTHROPIC_API_KEY"] = providerKey;

        using var process = Process.Start(start) ?? throw new Stack.StackException("The antpath command could not be started: build it with 'make build'.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
