using Antpath.LocalPostgres.Binaries;

namespace Antpath.LocalPostgres.Tests.Binaries;

public sealed class PostgresBinariesTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18")]
    [InlineData("postgres (PostgreSQL) 17.10", "17.10")]
    [InlineData("postgres (PostgreSQL) 18beta1", null)]
    [InlineData("bash: postgres: command not found", null)]
    public void The_version_is_what_the_server_says(string said, string? version) =>
        Assert.Equal(version, PostgresBinaries.ParseVersion(said)?.ToString());
}
