using System.Globalization;
using Antpath.Engine.Configuration;
using Antpath.Engine.Providers.Claude;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Providers.Claude;

public sealed class ClaudeProviderSettingsTests
{
    [Fact]
    public void Every_option_is_a_documented_setting_with_its_true_default()
    {
        var options = new ClaudeProviderOptions();
        var documented = ClaudeProviderSettings.All.ToDictionary(s => s.Key, s => s.Default, StringComparer.Ordinal);

        var actual = typeof(ClaudeProviderOptions).GetProperties()
            .Where(p => p.CanWrite)
            .ToDictionary(p => $"{ClaudeProviderOptions.Section}:{p.Name}", p => p.GetValue(options), StringComparer.Ordinal);

        Assert.Equal(actual.Keys.Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        Assert.All(actual, option => Assert.Equal(Normal(option.Value!), option.Value switch
        {
            TimeSpan => Normal(TimeSpan.Parse(documented[option.Key]!, CultureInfo.InvariantCulture)),
            Uri => Normal(new Uri(documented[option.Key]!)),
            _ => documented[option.Key],
        }));
    }

    [Theory]
    [InlineData("https://api.example.test", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:8080/", true)]
    [InlineData("http://api.example.test", false)]
    [InlineData("ftp://127.0.0.1", false)]
    [InlineData("https://user@api.example.test", false)]
    [InlineData("https://api.example.test/?a=b", false)]
    [InlineData("/v1", false)]
    public void Keys_travel_only_over_https_or_inside_this_machine(string url, bool accepted)
    {
        var result = Validator().Validate(name: null, new ClaudeProviderOptions { BaseUrl = new Uri(url, UriKind.RelativeOrAbsolute) });

        Assert.Equal(accepted, result.Succeeded);
        if (!accepted)
            Assert.Contains("ANTPATH_PROVIDER_BASE_URL", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_read_from_the_environments_names()
    {
        var configuration = new ConfigurationBuilder()
            .AddAntpathEnvironment([KeyValuePair.Create("ANTPATH_PROVIDER_READ_TIMEOUT", (string?)"00:00:07"), KeyValuePair.Create("ANTPATH_PROVIDER_BASE_URL", (string?)"http://127.0.0.1:9")])
            .Build();

        var options = configuration.GetSection(ClaudeProviderOptions.Section).Get<ClaudeProviderOptions>();

        Assert.Equal(TimeSpan.FromSeconds(7), options!.ReadTimeout);
        Assert.Equal(new Uri("http://127.0.0.1:9"), options.BaseUrl);
    }

    [Fact]
    public void An_uploaded_input_outlives_every_run()
    {
        var plan = new PlanOptions { DurationSecondsMax = 604_800 };

        Assert.True(Validator(plan).Validate(name: null, new ClaudeProviderOptions { UploadLifetime = TimeSpan.FromDays(7) + TimeSpan.FromHours(1) }).Succeeded);
        var tooShort = Validator(plan).Validate(name: null, new ClaudeProviderOptions { UploadLifetime = TimeSpan.FromDays(7) });

        Assert.Contains("ANTPATH_PROVIDER_UPLOAD_LIFETIME", tooShort.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("ANTPATH_PLAN_DURATION_SECONDS_MAX", tooShort.FailureMessage, StringComparison.Ordinal);
    }

    private static ClaudeProviderOptionsValidator Validator(PlanOptions? plan = null) => new(Options.Create(plan ?? new PlanOptions()));

    private static string Normal(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
