using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Settings;

namespace Antpath.Cli.Commands.Run;

/// <summary><c>antpath run</c>: checks offline, submits, and stays as long as the user wants to.</summary>
internal static class RunCommand
{
    private static readonly Example[] Examples =
    [
        new("antpath run template.json --var topic=\"ant trails\" --follow --download outputs", "Submit, watch, and bring the files home:"),
        new("antpath run template.json --var-file vars.json --wait --timeout 30m --json", "In a script: wait quietly, read JSON, act on the exit code:"),
        new("antpath run template.json --mcp-secret tracker@TRACKER_TOKEN", "A bearer token for an MCP server, from a variable:"),
        new("pass show antpath/secrets | antpath run template.json --secrets-file -", "All secrets from a password manager:"),
    ];

    public static Command Create(CliHost host)
    {
        var template = new Argument<string>("template") { Description = "Template file; - reads standard input." };
        var variable = Many("--var", "NAME=VALUE", "A template variable. Repeatable; wins over --var-file.");
        var variableFile = One("--var-file", "FILE", "JSON object with variables.");
        var secretsFile = One("--secrets-file", "FILE", "JSON with the run's secrets, shaped like the API's secrets object; - reads standard input.");
        var apiKey = One("--anthropic-api-key", "KEY", "Provider key. Better: ANTHROPIC_API_KEY or --secrets-file.");
        var mcpSecret = Many("--mcp-secret", "NAME@VAR", "Bearer token of an MCP server: NAME@VARIABLE, NAME=@FILE or NAME=TOKEN. Repeatable.");
        var skill = Many("--skill", "NAME=DIR", "Folder of a skill the template lists as uploaded. Repeatable.");
        var tag = Many("--tag", "TAG", "Word to find the run by. Repeatable.");
        var priority = new Option<int?>("--priority") { HelpName = "N", Description = "-100 to 100; higher goes first. Default 0." };
        var cleanup = One("--cleanup", "delete|retain", "What happens to the provider's session afterwards. Default: as the template says.");
        cleanup.AcceptOnlyFromAmong("delete", "retain");
        var key = One("--idempotency-key", "KEY", "Submitting again with the same key returns the first run.");
        var follow = Flag("--follow", "Show events until the run is over and cleaned up.", "-f");
        var wait = Flag("--wait", "Wait quietly until the run is over.");
        var download = One("--download", "DIR", "When it is over, download its outputs; waits, too.");
        var overwrite = Flag("--overwrite", "Let --download replace files of the same name.");
        var timeout = One("--timeout", "TIME", "Stop following or waiting after e.g. 90s, 10m, 1h30m; the run goes on.");
        var json = GlobalOptions.NewJson();

        var command = new DocumentedCommand("run", "submit a run of a template, and if wanted see it to its end.")
        {
            Notes = "Everything is checked on this machine first: all problems are listed with file, line and remedy, and nothing is sent until there are none.\n" +
                "Ctrl-C while following only detaches; the run goes on.",
            Examples = Examples,
            Variables = [("ANTHROPIC_API_KEY", "provider key, unless a flag or --secrets-file has one")],
            ExitsWith = [ExitCodes.RunFailed, ExitCodes.RunCancelled, ExitCodes.RunTimedOut, ExitCodes.Conflict, ExitCodes.WaitTimedOut],
        };
        command.With(template, variable, variableFile, secretsFile, apiKey, mcpSecret, skill, tag, priority, cleanup, key);
        command.With(follow, wait, download, overwrite, timeout, json);
        return command.Does(host, (parsed, _, cancellationToken) => RunAsync(host, parsed, Options(parsed), cancellationToken));

        RunOptions Options(ParseResult parsed) => new()
        {
            Template = parsed.GetRequiredValue(template),
            Variables = parsed.GetValue(variable) ?? [],
            VariableFile = parsed.GetValue(variableFile),
            SecretsFile = parsed.GetValue(secretsFile),
            AnthropicApiKey = parsed.GetValue(apiKey),
            McpSecrets = parsed.GetValue(mcpSecret) ?? [],
            Skills = parsed.GetValue(skill) ?? [],
            Tags = parsed.GetValue(tag) ?? [],
            Priority = parsed.GetValue(priority),
            Cleanup = parsed.GetValue(cleanup),
            IdempotencyKey = parsed.GetValue(key),
            Follow = parsed.GetValue(follow),
            Wait = parsed.GetValue(wait),
            Download = parsed.GetValue(download),
            Overwrite = parsed.GetValue(overwrite),
            Timeout = Durations.Read("--timeout", parsed.GetValue(timeout)),
            Json = parsed.GetValue(json),
        };
    }

    private static async Task<int> RunAsync(CliHost host, ParseResult parsed, RunOptions options, CancellationToken cancellationToken)
    {
        if (new[] { options.Template, options.SecretsFile, options.VariableFile }.Count(path => path == "-") > 1)
            throw new BadInputException("standard input", "Only one of TEMPLATE, --var-file and --secrets-file can be -.");
        var submission = await SubmissionDraft.ReadAsync(options, host, cancellationToken);
        using var client = Connection.Open(parsed, host);
        try
        {
            var run = await client.SubmitAsync(submission, cancellationToken);
            return await new RunSession(host, run, options).ToExitCodeAsync(cancellationToken);
        }
        catch (ArgumentException refused) when (refused.ParamName == "submission")
        {
            throw new BadInputException("--idempotency-key", "Expected 1 to 255 printable ASCII characters without blanks at the ends.");
        }
    }

    private static Option<string?> One(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string[]> Many(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<bool> Flag(string name, string description, params string[] aliases) => new(name, aliases) { Description = description };
}
