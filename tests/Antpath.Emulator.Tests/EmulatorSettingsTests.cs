namespace Antpath.Emulator.Tests;

public sealed class EmulatorSettingsTests
{
    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, """{ "port": 4000, "speed": 5, "outputLag": "00:00:05", "rateLimits": false }""");
        try
        {
            EmulatorOptions options = EmulatorSettings.Read(["--config", file, "--port", "4001", "--set", "statusLag=00:00:01"]);

            Assert.Equal((4001, 5d, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), false),
                (options.Port, options.Speed, options.OutputLag, options.StatusLag, options.RateLimits));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Faults_of_the_file_are_in_force_from_the_start()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, """{ "faults": [{ "kind": "status_before", "status": 503, "count": 1 }] }""");
        try
        {
            IReadOnlyList<System.Text.Json.JsonElement> faults = EmulatorSettings.Read(["--config", file]).Faults;
            await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.Faults = faults);

            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await provider.GetAsync("/v1/agents")).Status);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await provider.GetAsync("/v1/agents")).Status);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--prot", "1")]
    [InlineData("--port")]
    [InlineData("--port", "many")]
    [InlineData("--set", "noSuch=1")]
    [InlineData("--set", "speed")]
    public void What_cannot_be_read_is_refused_by_name(params string[] args) =>
        Assert.Throws<EmulatorSettingsException>(() => EmulatorSettings.Read(args));

    [Fact]
    public void All_values_out_of_range_are_named_at_once()
    {
        var options = new EmulatorOptions { Port = -1, Speed = 0, EnvironmentInUseStatus = 418 };

        EmulatorSettingsException wrong = Assert.Throws<EmulatorSettingsException>(options.Validate);

        foreach (string name in (string[])["port", "speed", "environmentInUseStatus"])
            Assert.Contains(name, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_bad_arguments_have_their_exit_codes()
    {
        Assert.Equal(0, await EmulatorCommand.RunAsync(["--help"]));
        Assert.Equal(2, await EmulatorCommand.RunAsync(["--nonsense", "x"]));
        Assert.Equal(2, await EmulatorCommand.RunAsync(["--scenario", "no-such"]));
    }
}
