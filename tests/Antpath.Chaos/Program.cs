// Breaks a whole deployment on purpose and says what did not hold. `make chaos` calls it; see docs/operating/chaos.md.
using System.CommandLine;
using System.Security.Cryptography;
using Antpath.Chaos;
using Antpath.LocalPostgres;

var seed = new Option<int?>("--seed") { Description = "Draws runs, troubles and faults. Default: a new one, which is printed." };
var runs = Number("--runs", "Runs submitted, 16 to 10000.", 300, 16, 10_000);
var workers = Number("--workers", "Worker processes, 1 to 16.", 4, 1, 16);
var workspaces = Number("--workspaces", "Workspaces the runs belong to, 1 to 100.", 3, 1, 100);
var faults = Number("--faults", "Percent of the provider's answers that go wrong, 0 to 50.", 10, 0, 50);
var failover = new Option<bool>("--failover") { Description = "A primary with a synchronous standby; the primary is killed and the standby promoted." };
var json = new Option<bool>("--json") { Description = "Print the result as JSON; progress goes to standard error." };
var logs = new Option<DirectoryInfo?>("--logs") { Description = "Folder of the processes' logs. Default: artifacts/chaos/seed-N" };
var root = new RootCommand("Submits runs while workers, database, connections and the provider fail, then checks every promise. Exit codes: 0 all held, 1 something did not, 2 wrong arguments, 3 could not run.")
{
    seed, runs, workers, workspaces, faults, failover, json, logs,
};
root.SetAction(async (arguments, cancellationToken) =>
{
    var drawn = arguments.GetValue(seed) ?? RandomNumberGenerator.GetInt32(1_000_000);
    var options = new ChaosOptions
    {
        Seed = drawn,
        Runs = arguments.GetValue(runs),
        Workers = arguments.GetValue(workers),
        Workspaces = arguments.GetValue(workspaces),
        FaultShare = arguments.GetValue(faults) / 100.0,
        Failover = arguments.GetValue(failover),
        LogFolder = arguments.GetValue(logs)?.FullName ?? Path.GetFullPath(Path.Combine("artifacts", "chaos", $"seed-{drawn}")),
    };
    var asJson = arguments.GetValue(json);
    try
    {
        var report = await new ChaosRun(options, TimeProvider.System, asJson ? Console.Error.WriteLine : Console.WriteLine).RunAsync(cancellationToken);
        Console.WriteLine(asJson ? report.ToJson() : report.ToTable());
        Console.Error.WriteLine($"Logs: {options.LogFolder}. Again: make chaos ARGS=\"--seed {options.Seed} --runs {options.Runs} --workers {options.Workers}{(options.Failover ? " --failover" : "")}\"");
        return report.Held ? 0 : 1;
    }
    catch (Exception e) when (e is ChaosException or EmbeddedPostgresException)
    {
        await Console.Error.WriteLineAsync($"antpath-chaos: {e.Message}");
        return 3;
    }
    catch (OperationCanceledException)
    {
        return 130;
    }
});
var parsed = root.Parse(args);
var exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : exit;

static Option<int> Number(string name, string meaning, int usual, int min, int max)
{
    var option = new Option<int>(name) { Description = $"{meaning} Default: {usual}.", DefaultValueFactory = _ => usual };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < min || value > max))
            result.AddError($"{name} takes {min} to {max}.");
    });
    return option;
}
