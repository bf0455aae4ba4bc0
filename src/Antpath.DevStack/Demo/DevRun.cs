using Antpath.DevStack.Stack;

namespace Antpath.DevStack.Demo;

/// <summary>Keeps a stack up until somebody stops it.</summary>
internal sealed class DevRun(Narrator say, TimeProvider time)
{
    /// <summary>Set to 1: the stack does not start without a way for people to sign in. Without it the printed link is enough.</summary>
    private const string RequireSignIn = "ANTPATH_DEV_STACK_REQUIRE_AUTH_PROVIDER";

    private static readonly string[] SignInSettings = ["ANTPATH_SIGNIN_PROVIDERS", "ANTPATH_MAIL_HOST"];

    /// <summary>Starts the lasting stack, says how to use it, and waits for Ctrl-C.</summary>
    /// <returns>0 after a clean stop.</returns>
    public async Task<int> RunAsync(StackOptions options, CancellationToken cancellationToken)
    {
        if (options.Provider == ProviderChoice.Claude && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY")))
            throw new StackException("--provider claude runs on the real service with your own key: export ANTHROPIC_API_KEY first, here and where you call antpath.");

        if (Environment.GetEnvironmentVariable(RequireSignIn) == "1" && SignInSettings.All(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
            throw new StackException($"{RequireSignIn} is 1, and there is no way to sign in. Set {string.Join(" or ", SignInSettings)} (docs/operating/sign-in.md), or unset it.");

        say.Title("Starting Antpath for development");
        await using var stack = await LocalStack.StartAsync(options, say, time, cancellationToken);
        Explain(stack, options.Provider);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            say.Line();
            say.Step("Stopping: the worker hands back what it holds. Your data stays; 'make dev-reset' drops it.");
        }

        return 0;
    }

    private void Explain(LocalStack stack, ProviderChoice provider)
    {
        var key = provider == ProviderChoice.Emulator
            ? "export ANTHROPIC_API_KEY=…    # the emulator takes anything that begins with sk-ant-"
            : "# ANTHROPIC_API_KEY must be your own: runs cost money";
        say.Title("Ready. In another terminal:");
        say.Line($"  export ANTPATH_BASE_URL={stack.BaseUrl.ToString().TrimEnd('/')}");
        say.Line($"  export ANTPATH_API_TOKEN={stack.ApiToken}");
        say.Line($"  {key}");
        say.Line($"  export PATH=\"$PWD/artifacts/bin:$PATH\"");
        say.Line("  antpath run samples/quickstart/template.json --follow");
        say.Title("Look around");
        say.Fact("Dashboard (one time)", stack.DashboardLink.ToString());
        say.Fact("API reference", new Uri(stack.BaseUrl, "docs").ToString());
        if (stack.Emulator is { } emulator)
            say.Fact("Emulator's own listing", new Uri(emulator, "_emulator/resources").ToString());
        say.Line();
        say.Line("Ctrl-C stops it.");
    }
}
