using System.Collections.Concurrent;
using System.Globalization;
using Antpath.Engine.Providers;
using Antpath.Engine.Providers.Claude;
using Antpath.Engine.Providers.Claude.Budget;
using Antpath.Engine.Tests.Providers.Claude.Budget;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Submission;
using Antpath.Templates;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The adapter as a host would wire it, pointed at a server on this machine, with a run to carry out.</summary>
internal sealed class ClaudeTestBed : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly KeptLines _log = new();
    private readonly TestDatabase _database;

    private ClaudeTestBed(TestDatabase database, Uri baseUrl, TimeProvider? time, (string Key, string Value)[] settings)
    {
        _database = database;
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Antpath:Provider:BaseUrl"] = baseUrl.AbsoluteUri,
            ["Antpath:Provider:ReadBackoff"] = "00:00:00.001",
        };
        foreach (var (key, value) in settings)
            values["Antpath:Provider:" + key] = value;

        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddSingleton(database.DataSource);
        services.Configure<TokenOptions>(tokens => tokens.Pepper = EngineUnderTest.Key("p1"));
        services.AddClaudeProvider(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        _services = services.BuildServiceProvider();

        // built at run time: nothing that looks like a key is written anywhere
        Key = "sk-ant-" + "test-" + Guid.CreateVersion7().ToString("N");
        Provider = _services.GetRequiredService<IAgentProviderFactory>().Open(Key);
        Run = new RunId(Guid.CreateVersion7()).ToString();
    }

    /// <summary>A bed with a key of its own, so that beds in one database have budgets of their own.</summary>
    public static async Task<ClaudeTestBed> StartAsync(Uri baseUrl, TimeProvider? time = null, params (string Key, string Value)[] settings) =>
        new(await ProviderDatabase.OpenAsync(), baseUrl, time, settings);

    public string Key { get; }

    public IAgentProvider Provider { get; }

    public string Run { get; }

    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>Moves this bed's budgets into the past, as if time had passed in the database.</summary>
    public Task LetBudgetsRestAsync(TimeSpan duration) => _database.MoveBudgetsAsync(_services.GetRequiredService<CallBudget>().FingerprintOf(Key), duration);

    public ResourceMarker Marker(string localKey, int attempt = 1, int tried = 1) =>
        new() { Installation = "test-installation", Run = Run, LocalKey = localKey, Attempt = attempt, Try = tried };

    public ExecutionBundle Bundle(Action<TemplateBuilder>? define = null, RunSecrets? secrets = null) => Bundle(Key, define, secrets);

    public static ExecutionBundle Bundle(string key, Action<TemplateBuilder>? define, RunSecrets? secrets)
    {
        var template = Template.Define("adapter-test", t =>
        {
            t.Agent("claude-opus-5-5", "You are brief.");
            t.Prompt("Write a short report.");
            define?.Invoke(t);
        });
        return new ExecutionBundle
        {
            TemplateName = template.Name,
            Agent = template.Agent with { System = null },
            Environment = template.Environment,
            Limits = template.Limits,
            Content = new RunContent
            {
                Prompt = template.Prompt,
                System = template.Agent.System is { } system ? new SecretString(system) : null,
                InputFiles = template.InputFiles,
                VariablesJson = "{}",
            },
            Secrets = secrets ?? new RunSecrets { Anthropic = new AnthropicSecrets { ApiKey = key } },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await _services.DisposeAsync();
    }

    private sealed class KeptLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // holds nothing
        }
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
