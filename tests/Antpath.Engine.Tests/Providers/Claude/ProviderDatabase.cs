using Antpath.Testing.Postgres;

[assembly: AssemblyFixture(typeof(Antpath.Engine.Tests.Providers.Claude.ProviderDatabase))]

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The one database that all tests of the adapter keep their rate budgets in, made when the first asks for it. They keep apart by their keys.</summary>
public sealed class ProviderDatabase : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task<TestDatabase>? _database;

    internal static async Task<TestDatabase> OpenAsync()
    {
        var context = TestContext.Current;
        var kept = await context.GetFixture<ProviderDatabase>() ?? throw new InvalidOperationException("the assembly has no provider database");
        var server = await context.GetFixture<TestServer>() ?? throw new InvalidOperationException("the assembly has no test server");
        lock (kept._gate)
            kept._database ??= server.CreateDatabaseAsync();
        return await kept._database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is { IsCompletedSuccessfully: true })
            await (await _database).DisposeAsync();
    }
}
