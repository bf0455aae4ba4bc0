using Antpath;
using Antpath.Runs;
using Antpath.Submission;
using Antpath.Templates;

var template = Template.Define("field-report", t =>
{
    var topic = t.String("topic", required: true, maxLength: 200);
    t.Agent("claude-opus-5-5", system: "You write short reports, and never state what no source supports.");
    t.Prompt($"Write a report of at most 500 words about {topic}. Save it as report.md.");
    t.Limits(maxDuration: TimeSpan.FromMinutes(15), budgetUsd: 2);
});

using var client = new AntpathClient(); // ANTPATH_API_TOKEN, ANTPATH_BASE_URL
var run = await client.SubmitAsync(new SubmitRun
{
    Template = template,
    Variables = { ["topic"] = "ant trails" },
    Secrets = new RunSecrets
    {
        Anthropic = new AnthropicSecrets { ApiKey = Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY")! },
    },
});

await foreach (var e in run.FollowAsync())
    Console.WriteLine($"{e.OccurredAt:T} {EventSentence.Of(e)}");

(await run.WaitAsync()).EnsureSucceeded();
foreach (var output in await run.DownloadOutputsAsync("outputs"))
    Console.WriteLine($"{output.Path} ({output.Output.SizeBytes} bytes)");
