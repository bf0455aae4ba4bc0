using System.Diagnostics;
using System.Text;

namespace Antpath.LocalPostgres.Commands;

/// <summary>One program run to its end, by this user or by another.</summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>More than any of these programs says; beyond it the output's end is what counts.</summary>
    private const int OutputCharsMax = 64 * 1024;

    public string? WorkingFolder { get; init; }

    /// <summary>Account to run as, or null for our own. Only root may name one.</summary>
    public string? Account { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeProvider Time { get; init; }

    /// <exception cref="EmbeddedPostgresException">The program does not exist, may not be run, or took longer than <see cref="Timeout"/>.</exception>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Start();
        using var timeout = new CancellationTokenSource(Timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var output = ReadAsync(process.StandardOutput, either.Token);
            var errors = ReadAsync(process.StandardError, either.Token);
            await process.WaitForExitAsync(either.Token);
            return new CommandResult(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new EmbeddedPostgresException($"'{Program} {string.Join(' ', Arguments)}' did not end within {Timeout.TotalSeconds:0} s and was stopped.", e);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = WorkingFolder ?? "",
        };
        if (Account is not null)
        {
            start.UserName = Account;
            start.Environment["HOME"] = "/nonexistent";
            start.Environment.Remove("XDG_RUNTIME_DIR");
        }

        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException($"'{Program}' could not be started{(Account is null ? "" : $" as user '{Account}'")}: {e.Message}.", e);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            kept.Append(buffer, 0, read);
            if (kept.Length > OutputCharsMax)
            {
                kept.Remove(0, kept.Length - OutputCharsMax);
            }
        }

        return kept.ToString();
    }
}
