using Antpath.Http;
using Antpath.Sdk.Tests.Support;

namespace Antpath.Sdk.Tests.Http;

public sealed class ClientSettingsTests
{
    private static ClientSettings From(AntpathClientOptions? options = null, params (string Name, string Value)[] environment) =>
        ClientSettings.From(options ?? new AntpathClientOptions { ApiToken = Sample.Token }, name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    [Fact]
    public void The_hosted_api_is_the_default() => Assert.Equal("https://api.antpath.dev/", From().BaseUrl.ToString());

    [Fact]
    public void Options_win_over_the_environment()
    {
        var options = new AntpathClientOptions { ApiToken = Sample.Token, BaseUrl = new Uri("https://one.example/api") };

        var settings = From(options, ("ANTPATH_BASE_URL", "https://two.example"), ("ANTPATH_API_TOKEN", "ant_other"));

        Assert.Equal("https://one.example/api/", settings.BaseUrl.ToString());
        Assert.Equal(Sample.Token, settings.ApiToken);
    }

    [Fact]
    public void The_environment_fills_what_options_leave_open()
    {
        var settings = From(new AntpathClientOptions(), ("ANTPATH_BASE_URL", "https://two.example"), ("ANTPATH_API_TOKEN", $" {Sample.Token}\n"));

        Assert.Equal("https://two.example/", settings.BaseUrl.ToString());
        Assert.Equal(Sample.Token, settings.ApiToken);
    }

    [Fact]
    public void A_missing_token_is_told_with_both_remedies()
    {
        var thrown = Assert.Throws<SettingsException>(() => From(new AntpathClientOptions()));

        Assert.Equal("token_missing", thrown.Code);
        Assert.Contains("ANTPATH_API_TOKEN", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("AntpathClientOptions.ApiToken", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_with_foreign_characters_is_refused_without_printing_it()
    {
        var thrown = Assert.Throws<SettingsException>(() => From(new AntpathClientOptions { ApiToken = "ant_abc def" }));

        Assert.DoesNotContain("abc", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://files.example")]
    [InlineData("not a url")]
    [InlineData("https://user:word@antpath.example")]
    [InlineData("https://antpath.example/?workspace=1")]
    [InlineData("http://antpath.example")]
    public void A_base_url_that_would_not_work_or_leak_the_token_is_refused(string url) =>
        Assert.Equal("setting_invalid", Assert.Throws<SettingsException>(() => From(null, ("ANTPATH_BASE_URL", url))).Code);

    [Theory]
    [InlineData("http://localhost:5080", false)]
    [InlineData("http://127.0.0.1:5080", false)]
    [InlineData("http://antpath.example", true)]
    public void Plain_http_is_for_this_machine_unless_allowed(string url, bool allow) =>
        Assert.Equal(url + "/", From(new AntpathClientOptions { ApiToken = Sample.Token, BaseUrl = new Uri(url), AllowPlainHttp = allow ? true : null }).BaseUrl.ToString());

    [Fact]
    public void An_option_out_of_its_range_is_named()
    {
        var thrown = Assert.Throws<SettingsException>(() => From(new AntpathClientOptions { ApiToken = Sample.Token, AttemptsMax = 0 }));

        Assert.Contains("AttemptsMax must be from 1 to 20", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<SettingsException>(() => From(new AntpathClientOptions { ApiToken = Sample.Token, BackoffMax = TimeSpan.FromMilliseconds(1) }));
    }
}
