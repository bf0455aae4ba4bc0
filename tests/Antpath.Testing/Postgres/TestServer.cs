using Antpath.LocalPostgres;

namespace Antpath.Testing.Postgres;

/// <summary>
/// The PostgreSQL of this test process, started when the first test asks for it: the one that <c>ANTPATH_TEST_DATABASE_URL</c> names (set by
/// <c>make test</c>), or a throwaway one. Every test assembly that references this project has it as its assembly fixture.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>Names a server whose user may create databases.</summary>
    public const string UrlVariable = "ANTPATH_TEST_DATABASE_URL";

    private readonly Lazy<Task<Source>> _source = new(OpenAsync);

    /// <summary>A database with the current schema and no rows, dropped on dispose.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync() => await (await TemplateAsync()).CopyAsync();

    /// <summary>A database without any schema, dropped on dispose: for tests of the migrations themselves.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync() => await (await TemplateAsync()).CreateEmptyAsync();

    public async ValueTask DisposeAsync()
    {
        if (_source.IsValueCreated && !_source.Value.IsFaulted && await _source.Value is Source.Server { Throwaway: { } throwaway }) // a failed start has failed its tests already
        {
            await throwaway.DisposeAsync();
        }
    }

    /// <summary>Why the tests that need a server are to be skipped; null when there is one. In CI a missing server throws instead.</summary>
    internal async Task<string?> MissingAsync() => (await _source.Value as Source.Missing)?.Reason;

    private async Task<DatabaseTemplate> TemplateAsync()
    {
        var missing = await MissingAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        return ((Source.Server)await _source.Value).Template;
    }

    private static async Task<Source> OpenAsync()
    {
        if (Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } url)
        {
            var named = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = "", ServerUrl = url }, CancellationToken.None);
            return new Source.Server(new DatabaseTemplate(named), Throwaway: null);
        }

        try
        {
            var throwaway = await ThrowawayPostgres.StartAsync(static _ => { }, CancellationToken.None);
            return new Source.Server(new DatabaseTemplate(throwaway.Server), throwaway);
        }
        catch (EmbeddedPostgresException e) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            return new Source.Missing($"{e.Message} Or set {UrlVariable}.");
        }
    }

    private abstract record Source
    {
        private Source()
        {
        }

        public sealed record Server(DatabaseTemplate Template, ThrowawayPostgres? Throwaway) : Source;

        public sealed record Missing(string Reason) : Source;
    }
}
