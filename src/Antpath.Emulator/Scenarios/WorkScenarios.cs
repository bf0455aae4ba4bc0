using System.Globalization;
using System.Text.Json.Nodes;
using Antpath.Emulator.Files;
using Antpath.Emulator.Mcp;

namespace Antpath.Emulator.Scenarios;

/// <summary>Sessions that do their work and end well.</summary>
internal static class WorkScenarios
{
    public const string OutputFolder = "/mnt/session/outputs/"; // §11.3

    private const int StepsPerCompaction = 20;
    private const long HugeBytesDefault = 100L * 1024 * 1024;
    private static readonly string[] BusyTools = ["bash", "read", "glob", "grep", "edit", "web_search"];
    private static readonly TimeSpan ShortThought = TimeSpan.FromMilliseconds(350);

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("quick-answer", "Answers in two to four seconds and leaves a report, a table and a log.", (context, _) => QuickAnswer(context)),
        new("no-files", "Answers without leaving a file.", (context, _) => NoFiles(context)),
        new("long-run", "Works for a long time in small steps: duration=120s step=5s.", LongRun),
        new("many-files", "Leaves many small files: count=40.", ManyFiles),
        new("huge-file", "Leaves one huge file: size=100MiB.", HugeFile),
        new("tool-heavy", "Uses many tools: calls=30.", ToolHeavy),
        new("files-never", "Ends well, but its files are never listed.", (context, _) => FilesLate(context, null)),
        new("files-late", "Its files appear long after idle: delay=30s.", (context, request) => FilesLate(context, request.Seconds("delay", TimeSpan.FromSeconds(30)))),
    ];

    public static ToolCall Write(OutputFile file) => new()
    {
        Name = "write",
        Input = new JsonObject { ["file_path"] = OutputFolder + file.Filename, ["content"] = $"({file.Content.Length} bytes)" },
        Result = $"Wrote {file.Content.Length} bytes to {OutputFolder}{file.Filename}",
        Writes = [file],
    };

    public static ToolCall Bash(string command, string result) =>
        new() { Name = "bash", Input = new JsonObject { ["command"] = command }, Result = result, Takes = TimeSpan.FromMilliseconds(200) };

    private static IEnumerable<Beat> QuickAnswer(ScenarioContext context)
    {
        yield return Request("I will look at what is there first.", Look(context));
        foreach (Beat beat in UseMcp(context))
            yield return beat;
        yield return Request("Now I write the report and its table.", Write(Deliverables.Report(context)), Write(Deliverables.Table(context)));
        yield return Request(null, Bash("tee /mnt/session/outputs/run.log", "5 lines") with { Writes = [Deliverables.Log(context)] });
        yield return Request($"Done: {context.Subject()}. The results are report.md, findings.csv and run.log.");
    }

    private static IEnumerable<Beat> NoFiles(ScenarioContext context)
    {
        yield return Request($"Here is a short answer to: {context.Subject()}");
    }

    private static IEnumerable<Beat> LongRun(ScenarioContext context, ScenarioRequest request)
    {
        TimeSpan duration = request.Seconds("duration", TimeSpan.FromMinutes(2));
        TimeSpan step = request.Seconds("step", TimeSpan.FromSeconds(5));
        int steps = (int)Math.Clamp(duration / TimeSpan.FromSeconds(Math.Max(0.1, step.TotalSeconds)), 1, 5_000);
        for (int i = 1; i <= steps; i++)
        {
            yield return new Beat.Request(step, $"Step {i} of {steps}.", [Bash($"./work --step {i}", "ok")]);
            if (i % StepsPerCompaction == 0)
                yield return new Beat.Bare("agent.thread_context_compacted");
        }
        yield return Request("All steps are done.", Write(Deliverables.Report(context)));
    }

    private static IEnumerable<Beat> ManyFiles(ScenarioContext context, ScenarioRequest request)
    {
        int count = request.Number("count", 40, 1, 5_000);
        const int FilesPerRequest = 20;
        for (int first = 1; first <= count; first += FilesPerRequest)
        {
            OutputFile[] batch = [.. Enumerable.Range(first, Math.Min(FilesPerRequest, count - first + 1)).Select(number => Deliverables.Numbered(context, number))];
            yield return Request(null, Bash(string.Create(CultureInfo.InvariantCulture, $"./split --from {first}"), $"{batch.Length} files") with { Writes = batch });
        }
        yield return Request($"Wrote {count} files.");
    }

    private static IEnumerable<Beat> HugeFile(ScenarioContext context, ScenarioRequest request)
    {
        long size = request.Bytes("size", HugeBytesDefault);
        var file = new OutputFile("dataset.bin", new FileContent.Generated(size, context.Seed));
        yield return Request("This produces one large file.", Bash($"./generate --bytes {size}", $"{size} bytes written") with { Writes = [file] });
        yield return Request("The data set is ready.");
    }

    private static IEnumerable<Beat> ToolHeavy(ScenarioContext context, ScenarioRequest request)
    {
        int calls = request.Number("calls", 30, 1, 2_000);
        string[] tools = [.. BusyTools.Where(context.Offers).DefaultIfEmpty("bash")];
        for (int i = 0; i < calls; i++)
        {
            string tool = tools[i % tools.Length];
            var call = new ToolCall
            {
                Name = tool,
                Input = new JsonObject { [tool == "bash" ? "command" : tool == "web_search" ? "query" : "path"] = $"item {i + 1}" },
                Result = $"result {i + 1}",
                Failed = i % 11 == 10,
                Takes = TimeSpan.FromMilliseconds(40),
            };
            yield return new Beat.Request(TimeSpan.FromMilliseconds(60), null, [call]);
        }
        yield return Request($"Finished after {calls} calls.", Write(Deliverables.Report(context)));
    }

    private static IEnumerable<Beat> FilesLate(ScenarioContext context, TimeSpan? by)
    {
        yield return new Beat.OutputsLate(by);
        foreach (Beat beat in QuickAnswer(context))
            yield return beat;
    }

    /// <summary>One call of the first tool of every server that answered.</summary>
    private static IEnumerable<Beat> UseMcp(ScenarioContext context)
    {
        foreach (McpContact contact in context.Contacts.Where(contact => contact.ErrorType is null && contact.Tools.Count > 0))
        {
            yield return Request(null, new ToolCall
            {
                Name = contact.Tools[0],
                McpServer = contact.ServerName,
                Input = [],
                Result = $"The emulator lists a server's tools and does not call them. {contact.ServerName} offers: {string.Join(", ", contact.Tools.Take(20))}.",
            });
        }
    }

    private static ToolCall Look(ScenarioContext context)
    {
        string listing = string.Join('\n', context.Inputs().Select(input => $"{input.File.SizeBytes,10} {input.Path}"));
        return Bash("ls -l /mnt/session/uploads", listing.Length == 0 ? "total 0" : listing);
    }

    private static Beat.Request Request(string? says, params IReadOnlyList<ToolCall> calls) => new(ShortThought, says, calls);
}
