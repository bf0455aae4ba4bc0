using System.Security.Cryptography;
using Antpath.DevStack.Stack;

namespace Antpath.DevStack.Demo;

/// <summary>One run from submission to clean-up on a stack that is thrown away, told as it happens.</summary>
internal sealed class DemoRun(Narrator say, TimeProvider time)
{
    /// <summary>Runs the demo.</summary>
    /// <returns>0 when the run succeeded and nothing was left behind.</returns>
    public async Task<int> RunAsync(FileInfo template, DirectoryInfo outputs, bool killWorker, CancellationToken cancellationToken)
    {
        if (!template.Exists)
            throw new StackException($"{template.FullName} does not exist: run 'make demo' from the repository's root, or name a template with --template.");

        var folders = StackFolders.ThrowAway();
        say.Title("Starting a whole Antpath in this process");
        try
        {
            await using var stack = await LocalStack.StartAsync(new StackOptions { Folders = folders, Durable = false, Worker = !killWorker }, say, time, cancellationToken);
            if (!killWorker)
                return await DriveAsync(stack, template, outputs, cancellationToken);

            await using var workers = new KilledWorker(stack, say, time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var killing = workers.RunAsync(over.Token);
            var exit = await DriveAsync(stack, template, outputs, cancellationToken);
            if (killing.IsCompleted)
            {
                await killing;
                return exit;
            }

            await over.CancelAsync();
            await killing.ContinueWith(static _ => { }, TaskScheduler.Default);
            say.Line("The run was over before its worker could be killed.");
            return exit == 0 ? 1 : exit;
        }
        finally
        {
            folders.Erase();
            say.Step("Stopped the stack and removed its data");
        }
    }

    private async Task<int> DriveAsync(LocalStack stack, FileInfo template, DirectoryInfo outputs, CancellationToken cancellationToken)
    {
        var cli = new CliProcess(stack.BaseUrl, stack.ApiToken, EmulatorKey());
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, template.FullName);
        var folder = Path.GetRelativePath(Environment.CurrentDirectory, outputs.FullName);
        if (outputs.Exists)
            outputs.Delete(recursive: true);

        say.Title($"$ antpath run {shown} --follow --download {folder}");
        var exit = await cli.RunAsync(["run", template.FullName, "--follow", "--download", folder], cancellationToken);
        if (exit != 0)
        {
            say.Line($"The run did not succeed: antpath exited {exit}. Its output above says why.");
            return exit;
        }

        say.Title("$ antpath runs list");
        await cli.RunAsync(["runs", "list"], cancellationToken);

        var left = await Leftovers.CountAsync(stack.Emulator!, stack.ConnectionString, cancellationToken);
        say.Title("Left behind, asked from the provider and the database themselves");
        say.Fact("At the provider", left.AtProvider);
        say.Fact("In Antpath's vault", $"{left.VaultEntries} entries");
        say.Fact("On your disk", $"{Directory.GetFiles(outputs.FullName).Length} files in {folder}");

        say.Title("Next");
        say.Line("  make dev                  keep a stack up, with a dashboard to look at");
        say.Line("  docs/quickstart.md        your own template in five minutes");
        say.Line();
        if (left.None)
            return 0;

        say.Line("Something was left behind. That is a defect: please report the lines above.");
        return 1;
    }

    /// <summary>A key of the shape the emulator asks for. It opens nothing: each one is an empty organization of the emulator.</summary>
    private static string EmulatorKey() => "sk-ant-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
