using Antpath.Cli.Hosting;
using Antpath.Runs;

namespace Antpath.Cli.Tests.Support;

/// <summary>Runs commands in this process, against a scripted server, with a folder of its own as working and configuration folder.</summary>
internal sealed class CliFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _interrupting = new();

    public ScriptedServer Server { get; } = new();

    public HurriedTime Time { get; } = new(TimeSpan.FromSeconds(15));

    public string Folder { get; } = Directory.CreateTempSubdirectory("antpath-cli-").FullName;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["ANTPATH_API_TOKEN"] = Sample.Token,
        ["ANTHROPIC_API_KEY"] = ApiKey,
    };

    /// <summary>Of a key's shape; made here so that no such text stands in the repository.</summary>
    public static string ApiKey { get; } = "sk-ant-" + new string('c', 29);

    public bool Terminal { get; set; }

    public string Input { get; set; } = "";

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>What the last command wrote, to either side.</summary>
    public string Everything => Output + Error;

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string ConfigFolder => Path.Combine(Folder, "config", "antpath");

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Interrupt() => _interrupting.Cancel();

    public async Task<int> RunAsync(params string[] arguments)
    {
        if (!Environment.ContainsKey("ANTPATH_BASE_URL"))
            Environment["ANTPATH_BASE_URL"] = Server.BaseUrl.ToString();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            In = new StringReader(Input),
            OutIsTerminal = Terminal,
            InIsTerminal = Terminal,
            Environment = Environment.GetValueOrDefault,
            WorkingFolder = Folder,
            ConfigFolder = ConfigFolder,
            Time = Time,
            Interrupted = _interrupting.Token,
            ReadHidden = () => Input.Trim(),
            ConfigureClient = options => options.Jitter = () => 0.5,
        };
        var code = await CommandLine.RunAsync(arguments, host);
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }

    /// <summary>Scripts a run that is accepted, works through two events and ends as said.</summary>
    public CliFixture WithRun(RunView? ended = null, params EventView[] events)
    {
        Server.On("POST /v1/runs", Replies.Json(Sample.View(RunStatus.Queued, "waiting"), WireJson.Default.RunView, 202));
        Server.On(Sample.EventsRoute, Sample.Reply(Sample.Page(true, more: false, events.Length > 0 ? events : [Sample.Event(1), Sample.Event(2, "session.status_idle")])));
        Server.On(Sample.RunRoute, Sample.Reply(ended ?? Sample.CleanView()));
        Server.On(Sample.OutputsRoute, Replies.Json(new OutputList { Data = [], Failures = [] }, WireJson.Default.OutputList));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _interrupting.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
