using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Antpath.Engine.Database;
using Antpath.Engine.Runs.Lifecycle;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class WorkerOptionsTests
{
    [Fact]
    public void The_defaults_are_allowed_values() => Assert.Empty(Problems(new WorkerOptions()));

    [Fact]
    public void Every_option_is_a_documented_setting_with_its_true_default()
    {
        var defaults = new WorkerOptions();
        foreach (var option in typeof(WorkerOptions).GetProperties())
        {
            var setting = Assert.Single(LifecycleSettings.All, s => s.Key == $"{WorkerOptions.Section}:{option.Name}");
            if (option.Name != nameof(WorkerOptions.Name))
                Assert.Equal(option.GetValue(defaults), Parse(option.PropertyType, setting.Default!));
        }
    }

    [Fact]
    public void A_lease_must_survive_two_renewals_that_fail() =>
        Assert.Contains("RenewEvery", Assert.Single(Problems(new WorkerOptions { LeaseTtl = TimeSpan.FromSeconds(20) })), StringComparison.Ordinal);

    [Fact]
    public void A_dead_workers_runs_are_claimed_within_two_seconds_of_the_end_of_their_leases() =>
        Assert.Contains("ClaimEvery", Assert.Single(Problems(new WorkerOptions { ClaimEvery = TimeSpan.FromSeconds(3) })), StringComparison.Ordinal);

    [Fact]
    public void A_cancel_is_seen_and_carried_out_within_ten_seconds_even_without_a_wake_up() =>
        Assert.Contains("CutCallsAfter", Assert.Single(Problems(new WorkerOptions { CutCallsAfter = TimeSpan.FromSeconds(4) })), StringComparison.Ordinal);

    [Fact]
    public void A_margin_as_long_as_the_lease_is_refused() => Assert.NotEmpty(Problems(new WorkerOptions { LeaseMargin = TimeSpan.FromSeconds(30) }));

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void A_transaction_that_stands_still_is_over_before_others_may_expect_its_runs(int seconds, bool allowed)
    {
        var check = new FrozenTransactionCheck(Options.Create(new DatabaseOptions { IdleTransactionSeconds = seconds }));

        Assert.Equal(allowed, check.Validate(null, new WorkerOptions()).Succeeded);
    }

    private static List<string> Problems(WorkerOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(r => r.ErrorMessage ?? "")];
    }

    private static object Parse(Type type, string text) => type == typeof(TimeSpan)
        ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
        : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
}
