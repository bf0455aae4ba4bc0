using Antpath.EndToEnd.Tests.Support;

namespace Antpath.EndToEnd.Tests.Dashboard;

public sealed class RequiredSignInTests
{
    [Fact]
    public async Task A_stack_that_requires_a_way_to_sign_in_does_not_start_without_one()
    {
        using var scratch = new ScratchFolder();

        var stack = await OurProgram.RunAsync(
            "antpath-devstack.dll", ["up", "--port", "0", "--data", scratch.Path], new Dictionary<string, string> { ["ANTPATH_DEV_STACK_REQUIRE_AUTH_PROVIDER"] = "1" });

        Assert.Equal(1, stack.ExitCode);
        Assert.Contains("there is no way to sign in. Set ANTPATH_SIGNIN_PROVIDERS or ANTPATH_MAIL_HOST", stack.ToString(), StringComparison.Ordinal);
    }
}
