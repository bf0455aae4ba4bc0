using Antpath.Server.SignIn;

namespace Antpath.Server.Tests.SignIn;

public sealed class ReturnPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/runs")]
    [InlineData("/runs?status=failed&tag=a%20b")]
    [InlineData("/account")]
    public void A_path_of_ours_is_where_they_go(string wish) => Assert.Equal(wish, ReturnPath.Read(wish));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("runs")]
    [InlineData("https://evil.example.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example.test")]
    [InlineData("/\\evil.example.test")]
    [InlineData("\\\\evil.example.test")]
    [InlineData("/\t/evil.example.test")]
    [InlineData("/\n/evil.example.test")]
    [InlineData(" //evil.example.test")]
    [InlineData("/sign-in?next=/sign-in")]
    [InlineData("/sign-out")]
    [InlineData("/r\u00fcns")]
    public void Anything_else_is_home(string? wish) => Assert.Equal("/runs", ReturnPath.Read(wish));

    [Fact]
    public void A_wish_has_a_length() => Assert.Equal("/runs", ReturnPath.Read("/" + new string('a', 1000)));
}
