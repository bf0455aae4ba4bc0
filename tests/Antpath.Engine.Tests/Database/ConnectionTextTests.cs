using Antpath.Engine.Database;

namespace Antpath.Engine.Tests.Database;

public sealed class ConnectionTextTests
{
    [Fact]
    public void A_url_is_read_with_escapes_and_parameters()
    {
        var read = ConnectionText.Parse("postgres://us%40er:p%2Fw@db.example:6543/ant%20path?sslmode=verify-full&application_name=x", "SETTING");

        Assert.Equal("db.example", read.Host);
        Assert.Equal(6543, read.Port);
        Assert.Equal("us@er", read.Username);
        Assert.Equal("p/w", read.Password);
        Assert.Equal("ant path", read.Database);
        Assert.Equal(Npgsql.SslMode.VerifyFull, read.SslMode);
        Assert.Equal("x", read.ApplicationName);
    }

    [Fact]
    public void Keywords_are_read_too()
    {
        var read = ConnectionText.Parse("Host=db.example;Username=u;Database=d", "SETTING");

        Assert.Equal("db.example", read.Host);
        Assert.Equal("d", read.Database);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://user:hunter2@db.example/d")]
    [InlineData("postgres://user:hunter2@/d")]
    [InlineData("Host=db.example;Nonsense=hunter2")]
    [InlineData("Host=db.example;Port=hunter2")]
    [InlineData("Username=u;Password=hunter2")]
    [InlineData("postgres://u@db.example/d?sslmode=hunter2")]
    [InlineData("postgres://u@db.example/d?nonsense=hunter2")]
    public void Anything_else_is_refused_by_the_settings_name_without_repeating_it(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => ConnectionText.Parse(text, "ANTPATH_DATABASE_URL"));

        Assert.Contains("ANTPATH_DATABASE_URL", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_source_shows_no_password_and_no_row_values_in_errors()
    {
        using var source = AntpathDatabase.CreateDataSource("postgres://u:hunter2@127.0.0.1:1/d?Include%20Error%20Detail=true");

        Assert.DoesNotContain("hunter2", source.ConnectionString, StringComparison.Ordinal);
        Assert.DoesNotContain("Include Error Detail=True", source.ConnectionString, StringComparison.OrdinalIgnoreCase);
    }
}
