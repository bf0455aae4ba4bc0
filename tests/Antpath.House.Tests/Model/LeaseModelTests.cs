using System.Diagnostics;

namespace Antpath.House.Tests.Model;

/// <summary>The model of leases is explored for two workers, and each safeguard taken out is noticed. <c>make model</c> does it for three, too.</summary>
public sealed class LeaseModelTests
{
    private static readonly TimeSpan CheckMax = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_protocol_holds_in_every_state_and_every_safeguard_is_needed()
    {
        var installs = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        Assert.SkipUnless(installs || (OnPath("spin") && OnPath("gcc")), "needs spin and gcc; on CI they are installed, here 'make model' installs them");

        using var check = Process.Start(new ProcessStartInfo("bash", ["eng/model/check.sh", "two"])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(CheckMax, TimeProvider.System);
        var said = check.StandardOutput.ReadToEndAsync(limit.Token);
        var complained = check.StandardError.ReadToEndAsync(limit.Token);
        await check.WaitForExitAsync(limit.Token);

        Assert.True(check.ExitCode == 0, $"{await said}\n{await complained}");
        Assert.Equal(3, (await said).Split('\n').Count(line => line.Contains(" fails ", StringComparison.Ordinal)));
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
