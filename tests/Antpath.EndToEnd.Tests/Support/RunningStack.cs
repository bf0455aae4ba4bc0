using System.Security.Cryptography;
using Antpath.DevStack;
using Antpath.DevStack.Stack;
using Antpath.EndToEnd.Tests.Support;

[assembly: AssemblyFixture(typeof(RunningStack))]

namespace Antpath.EndToEnd.Tests.Support;

/// <summary>One whole stack for all tests of this project: PostgreSQL, emulator, API with dashboard, worker. Tests share its workspace.</summary>
public sealed class RunningStack : IAsyncLifetime
{
    private readonly StackFolders _folders = StackFolders.ThrowAway();
    private LocalStack? _stack;

    public Uri BaseUrl => Stack.BaseUrl;

    /// <summary>Signs in once: only one test may use it.</summary>
    public Uri DashboardLink => Stack.DashboardLink;

    internal LocalStack Stack => _stack ?? throw new InvalidOperationException("the stack is not up yet");

    public async ValueTask InitializeAsync() => _stack = await LocalStack.StartAsync(
        new StackOptions { Folders = _folders, Durable = false }, new Narrator(TimeProvider.System), TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
        _folders.Erase();
    }

    /// <summary>A key of the provider's shape. Each one is an organization of its own at the emulator.</summary>
    public static string ProviderKey() => "sk-ant-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>What a user has exported after <c>make dev</c>.</summary>
    public IReadOnlyDictionary<string, string> UserEnvironment() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ANTPATH_BASE_URL"] = BaseUrl.ToString(),
        ["ANTPATH_API_TOKEN"] = Stack.ApiToken,
        ["ANTHROPIC_API_KEY"] = ProviderKey(),
        ["NO_COLOR"] = "1",
    };
}
