using System.Text.RegularExpressions;

namespace Antpath.House.Tests.TestCommand;

/// <summary>The printed commands name options that the program has. Running them takes minutes; the small version is a test of its own.</summary>
public sealed partial class ChaosPageTests
{
    [Fact]
    public void Every_printed_option_is_one_of_the_program()
    {
        var page = Repository.Files.Single(file => file.Path == "docs/operating/chaos.md").Text;
        var program = Repository.Files.Single(file => file.Path == "tests/Antpath.Chaos/Program.cs").Text;

        var options = Option().Matches(page).Select(match => match.Value).Distinct(StringComparer.Ordinal).Where(option => option != "--kill-worker").ToList();

        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Contains($"\"{option}\"", program, StringComparison.Ordinal));
    }

    [GeneratedRegex("--[a-z-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
