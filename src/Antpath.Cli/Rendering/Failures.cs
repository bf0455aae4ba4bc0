using Antpath.Cli.Hosting;

namespace Antpath.Cli.Rendering;

/// <summary>Says on standard error what went wrong and what to do, and chooses the exit code. The only place that does.</summary>
internal static class Failures
{
    public static int Report(CliHost host, Exception failure)
    {
        switch (failure)
        {
            case BadInputException bad:
                foreach (var problem in bad.Problems)
                    host.Tell(Line(problem));
                if (bad.Problems.Count > 1)
                    host.Tell($"{bad.Problems.Count} problems; nothing was sent");
                return ExitCodes.BadInput;
            case WaitOverException over:
                host.Tell($"--timeout passed: {over.Message}");
                RunReport.Next(host, $"antpath runs events {over.Run.Id} --follow", $"antpath runs cancel {over.Run.Id}");
                return ExitCodes.WaitTimedOut;
            case SettingsException { Code: "token_missing" }:
                host.Tell("error: no API token. Set ANTPATH_API_TOKEN, or run antpath login once; antpath doctor says what was found where.");
                return ExitCodes.Unauthorised;
            case AntpathException refused:
                return Report(host, refused);
            case OperationCanceledException when host.Interrupted.IsCancellationRequested:
                host.Tell("interrupted");
                return ExitCodes.Interrupted;
            case FileInTheWayException inTheWay:
                host.Tell($"error: {inTheWay.Path} exists with other content. Pass --overwrite, or choose another folder.");
                return ExitCodes.Conflict;
            case FileNotFoundException or DirectoryNotFoundException:
                host.Tell($"error: {failure.Message}");
                return ExitCodes.NotFound;
            case IOException or UnauthorizedAccessException:
                host.Tell($"error: {failure.Message}");
                return ExitCodes.InternalError;
            default:
                host.Tell($"error: antpath itself failed: {Printable.WithoutSecrets(failure.Message)} ({failure.GetType().Name})");
                return ExitCodes.InternalError;
        }
    }

    public static string Line(InputProblem problem)
    {
        var line = problem.Line is { } number ? $":{number}" : "";
        var pointer = string.IsNullOrEmpty(problem.Pointer) ? "" : $" {problem.Pointer}";
        var code = problem.Code is null ? "" : $" [{problem.Code}]";
        return $"error: {problem.Place}{line}{pointer}: {problem.Message}{code}";
    }

    private static int Report(CliHost host, AntpathException refused)
    {
        host.Tell($"error: {Printable.WithoutSecrets(refused.Message)}");
        var next = refused switch
        {
            UnauthorizedException => "Make a new token (dashboard, or antpath tokens create), then run antpath login.",
            ForbiddenException { Code: "role_insufficient" or "workspace_closed" } => null, // the sentence says whom to ask
            ForbiddenException => "Use a token with that scope; antpath whoami shows this one's.",
            ServerUnreachableException => "Check the address with antpath doctor.",
            QuotaExceededException { RetryAfter: { } wait } => $"Try again in {Quantities.Duration(wait)}.",
            ConflictException { Code: "idempotency_key_reused" } => "Use another --idempotency-key for another submission.",
            _ => null,
        };
        if (next is not null)
            host.Tell($"       {next}");
        return ExitCodes.Of(refused);
    }
}
