using Antpath.Server.Commands;

namespace Antpath.Server.Tests.Commands;

public sealed class ServerCommandTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("migrate", "--help")]
    public async Task Help_teaches_every_command(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.All(["api", "worker", "all", "migrate", "bootstrap", "config"], command => Assert.Contains($"  {command} ", output, StringComparison.Ordinal));
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 130, line));
    }

    [Fact]
    public async Task Without_a_command_it_shows_the_help_and_fails()
    {
        var (code, output, error) = await RunAsync();

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("Usage: antpath-server COMMAND", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_it_does_not_know_is_refused_and_not_repeated()
    {
        var (code, _, error) = await RunAsync("ant_something_pasted");

        Assert.Equal(2, code);
        Assert.DoesNotContain("ant_something_pasted", error, StringComparison.Ordinal);
        Assert.Contains("api, worker, all, migrate, bootstrap, config, tokens peppers or vault rewrap", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_release_is_told()
    {
        var (code, output, _) = await RunAsync("--version");

        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var code = await ServerCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
