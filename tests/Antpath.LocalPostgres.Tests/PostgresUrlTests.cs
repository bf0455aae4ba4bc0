namespace Antpath.LocalPostgres.Tests;

public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgres://ada@db.example/antpath", "db.example", 5432, "ada", null, "antpath")]
    [InlineData("postgresql://ada:s%40fe%2Fword@127.0.0.1:6432/runs", "127.0.0.1", 6432, "ada", "s@fe/word", "runs")]
    [InlineData("postgres://[::1]:5433", "::1", 5433, null, null, null)]
    [InlineData("Host=db;Port=6000;Username=ada;Password=x;Database=runs", "db", 6000, "ada", "x", "runs")]
    public void Both_spellings_are_read(string url, string host, int port, string? user, string? password, string? database)
    {
        var read = PostgresUrl.Parse(url);

        Assert.Equal((host, port, user, password, database), (read.Host, read.Port, read.Username, read.Password, read.Database));
    }

    [Fact]
    public void Parameters_of_the_URL_are_kept()
    {
        var read = PostgresUrl.Parse("postgres://db/runs?sslmode=verify-full&application_name=antpath&connect_timeout=7");

        Assert.Equal((Npgsql.SslMode.VerifyFull, "antpath", 7), (read.SslMode, read.ApplicationName, read.Timeout));
    }

    [Theory]
    [InlineData("postgres://")]
    [InlineData("postgres://user:hunter2@/nowhere:port")]
    [InlineData("Username=ada;Password=hunter2")]
    [InlineData("Host=db;Nonsense=1;Password=hunter2")]
    [InlineData("postgres://user:hunter2@db/x?nonsense=1")]
    public void An_unreadable_URL_is_refused_without_repeating_it(string url)
    {
        var refused = Assert.Throws<EmbeddedPostgresException>(() => PostgresUrl.Parse(url));

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }
}
