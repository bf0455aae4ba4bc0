using Antpath.LocalPostgres.Binaries;

namespace Antpath.LocalPostgres.Tests.Binaries;

public sealed class SystemPostgresTests
{
    [Theory]
    [InlineData(null, "17.2")]
    [InlineData(15, "15.18")]
    [InlineData(16, null)]
    [InlineData(14, null)] // older than our SQL: not even for data it made
    public void The_newest_one_is_chosen_unless_existing_data_asks_for_its_own(int? major, string? expected)
    {
        PostgresBinaries[] found = [Of("14.9"), Of("15.3"), Of("17.2"), Of("15.18")];

        Assert.Equal(expected, SystemPostgres.Choose(found, major)?.Version.ToString());
    }

    private static PostgresBinaries Of(string version) => new("/somewhere", Version.Parse(version), "a test");
}
