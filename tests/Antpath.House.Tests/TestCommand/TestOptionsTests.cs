using Antpath.TestCommand;

namespace Antpath.House.Tests.TestCommand;

public sealed class TestOptionsTests
{
    [Fact]
    public void Everything_behind_two_dashes_goes_to_the_test_programs()
    {
        var options = TestOptions.Parse(["--project", "Engine", "--parallel", "2", "--timeout", "5", "--project", "Sdk", "--", "--filter-class", "X"]);

        Assert.Equal(["Engine", "Sdk"], options.Projects);
        Assert.Equal((2, TimeSpan.FromMinutes(5)), (options.Parallel, options.ProjectTimeout));
        Assert.Equal(["--filter-class", "X"], options.TestArguments);
    }

    [Theory]
    [InlineData("--parallel", "0")]
    [InlineData("--parallel", "many")]
    [InlineData("--timeout", "1000")]
    [InlineData("--projects", "Engine")]
    public void A_wrong_argument_is_named(string name, string value) =>
        Assert.Contains(name, Assert.Throws<FormatException>(() => TestOptions.Parse([name, value])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_value_is_named() =>
        Assert.Contains("--project", Assert.Throws<FormatException>(() => TestOptions.Parse(["--project"])).Message, StringComparison.Ordinal);
}
