using System.Net.Sockets;
using Antpath.Engine.Database;
using Npgsql;

namespace Antpath.Engine.Tests.Database;

public sealed class DatabaseTroubleTests
{
    [Theory]
    [InlineData("08006", true)]
    [InlineData("25006", true)]
    [InlineData("25P03", true)]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("53300", true)]
    [InlineData("53100", true)]
    [InlineData("55P03", true)]
    [InlineData("57014", true)]
    [InlineData("57P01", true)]
    [InlineData("57P03", true)]
    [InlineData("58030", true)]
    [InlineData("25001", false)]
    [InlineData("55000", false)]
    [InlineData("23505", false)]
    [InlineData("23514", false)]
    [InlineData("42601", false)]
    [InlineData("42P01", false)]
    [InlineData("22001", false)]
    public void What_the_server_says_is_trouble_when_the_same_statement_may_be_right_later(string sqlState, bool trouble) =>
        Assert.Equal(trouble, DatabaseTrouble.Is(new PostgresException("said by a test", "ERROR", "ERROR", sqlState)));

    [Fact]
    public void A_connection_that_breaks_or_does_not_come_about_is_trouble()
    {
        Assert.True(DatabaseTrouble.Is(new NpgsqlException("broke", new IOException())));
        Assert.True(DatabaseTrouble.Is(new NpgsqlException("refused", new SocketException())));
        Assert.True(DatabaseTrouble.Is(new NpgsqlException("no answer", new TimeoutException())));
        Assert.True(DatabaseTrouble.Is(new NpgsqlException("the pool is used up")));
        Assert.True(DatabaseTrouble.Is(new NpgsqlException("no host", new AggregateException(new NpgsqlException("refused", new SocketException())))));
        Assert.True(DatabaseTrouble.Is(new SocketException()));
        Assert.True(DatabaseTrouble.Is(new TimeoutException()));
    }

    [Fact]
    public void A_defect_of_ours_is_none()
    {
        Assert.False(DatabaseTrouble.Is(new InvalidOperationException()));
        Assert.False(DatabaseTrouble.Is(new NpgsqlException("cannot be read", new InvalidCastException())));
        Assert.False(DatabaseTrouble.Is(new NpgsqlException("no host", new AggregateException(new InvalidCastException()))));
        Assert.False(DatabaseTrouble.Is(new OperationCanceledException()));
    }
}
