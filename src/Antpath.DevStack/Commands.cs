using System.CommandLine;
using Antpath.DevStack.Demo;
using Antpath.DevStack.Stack;
using Antpath.LocalPostgres;

namespace Antpath.DevStack;

/// <summary>The three verbs behind <c>make demo</c>, <c>make dev</c> and <c>make dev-reset</c>.</summary>
internal static class Commands
{
    private const int DevPort = 5180;

    public static RootCommand Root(TimeProvider time) => new("Antpath on one machine: PostgreSQL, the provider emulator, the server and a worker in one process.")
    {
        DemoCommand(time),
        UpCommand(time),
        ResetCommand(),
    };

    private static Command DemoCommand(TimeProvider time)
    {
        var template = new Option<FileInfo>("--template")
        {
            Description = "The template to run.",
            DefaultValueFactory = _ => new FileInfo("samples/quickstart/template.json"),
        };
        var outputs = new Option<DirectoryInfo>("--outputs")
        {
            Description = "Where the run's files go.",
            DefaultValueFactory = _ => new DirectoryInfo("outputs/demo"),
        };
        var kill = new Option<bool>("--kill-worker") { Description = "Kills the worker (SIGKILL) while the agent works; another one finishes the run." };
        var command = new Command("demo", "Runs one template from submission to clean-up on a throw-away stack, shows the result and exits.") { template, outputs, kill };
        command.SetAction((arguments, cancellationToken) => Guarded(() =>
            new DemoRun(new Narrator(time), time).RunAsync(arguments.GetRequiredValue(template), arguments.GetRequiredValue(outputs), arguments.GetValue(kill), cancellationToken)));
        return command;
    }

    private static Command UpCommand(TimeProvider time)
    {
        var port = new Option<int>("--port") { Description = "Port of the API and the dashboard on 127.0.0.1.", DefaultValueFactory = _ => DevPort };
        var provider = new Option<ProviderChoice>("--provider")
        {
            Description = "emulator: offline and free. claude: the real service, paid with your own key in ANTHROPIC_API_KEY.",
            DefaultValueFactory = _ => ProviderChoice.Emulator,
        };
        var data = DataOption();
        var command = new Command("up", "Keeps the stack up until Ctrl-C. Data stays between starts.") { port, provider, data };
        command.SetAction((arguments, cancellationToken) => Guarded(() => new DevRun(new Narrator(time), time).RunAsync(
            new StackOptions { Folders = Folders(arguments.GetValue(data)), Port = arguments.GetValue(port), Provider = arguments.GetValue(provider) },
            cancellationToken)));
        return command;
    }

    private static Command ResetCommand()
    {
        var data = DataOption();
        var command = new Command("reset", "Deletes the data of 'up' for good: database, outputs, tokens.") { data };
        command.SetAction((arguments, cancellationToken) => Guarded(async () =>
        {
            var folders = Folders(arguments.GetValue(data));
            await EmbeddedPostgres.EraseAsync(new EmbeddedPostgresOptions { Folder = folders.Postgres }, cancellationToken);
            folders.Erase();
            Console.WriteLine("The development stack's data is gone. 'make dev' starts afresh.");
            return 0;
        }));
        return command;
    }

    private static Option<DirectoryInfo?> DataOption() => new("--data") { Description = $"Folder of the stack's data. Default: {StackFolders.Dev.Root}" };

    private static StackFolders Folders(DirectoryInfo? data) => data is null ? StackFolders.Dev : new StackFolders(data.FullName);

    /// <summary>Failures that a person can mend are one sentence on stderr, not a stack trace.</summary>
    private static async Task<int> Guarded(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (StackException e)
        {
            await Console.Error.WriteLineAsync($"antpath-devstack: {e.Message}");
            return 1;
        }
        catch (EmbeddedPostgresException e)
        {
            await Console.Error.WriteLineAsync($"antpath-devstack: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
