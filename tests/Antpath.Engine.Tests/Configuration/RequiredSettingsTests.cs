using Antpath.Engine.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Engine.Tests.Configuration;

public sealed class RequiredSettingsTests
{
    [Theory]
    [InlineData("ANTPATH_DATABASE_URL", "Antpath:Database:Url")]
    [InlineData("ANTPATH_PLAN__OPEN_RUNS_MAX", "Antpath:Plan:OpenRunsMax")]
    [InlineData("ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT", "Antpath:Worker:ClaudeSessionCleanupDefault")]
    [InlineData("ANTPATH_INSTALLATION", "Antpath:Installation")]
    [InlineData("PATH", null)]
    [InlineData("ANTPATH_", null)]
    public void An_environment_name_is_one_configuration_key(string name, string? key)
    {
        Assert.Equal(key, EnvironmentNames.KeyOf(name));
    }

    [Fact]
    public void Option_and_environment_names_are_each_others_inverse()
    {
        Assert.Equal("ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT", AntpathOptions.NameOf("Antpath:Worker", "ClaudeSessionCleanupDefault"));
    }

    [Fact]
    public void One_message_names_everything_that_is_missing_or_out_of_range()
    {
        using var services = Services(("ANTPATH_PLAN_OPEN_RUNS_MAX", "-1"), ("ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT", "keep"));

        var refused = Assert.Throws<SettingsException>(() => RequiredSettings.Ensure(services));

        foreach (var name in (string[])["ANTPATH_DATABASE_URL", "ANTPATH_TOKEN_PEPPER", "ANTPATH_VAULT_KEYS (or ANTPATH_VAULT_KEYS_FILE or ANTPATH_VAULT_KEY_COMMAND)", "ANTPATH_PLAN_OPEN_RUNS_MAX", "ANTPATH_WORKER_CLAUDE_SESSION_CLEANUP_DEFAULT"])
            Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(5, refused.Problems.Count);
    }

    [Fact]
    public void A_complete_configuration_passes()
    {
        using var services = Services(
            ("ANTPATH_DATABASE_URL", "postgres://u@127.0.0.1/d"), ("ANTPATH_TOKEN_PEPPER", $"p:{Convert.ToBase64String(new byte[KeyRing.KeyBytes])}"), ("ANTPATH_VAULT_KEYS_FILE", "/run/keys"));

        RequiredSettings.Ensure(services);
    }

    [Fact]
    public void Keys_and_URLs_that_cannot_be_read_are_named_and_not_repeated()
    {
        using var services = Services(("ANTPATH_DATABASE_URL", "mysql://hunter2@h/d"), ("ANTPATH_TOKEN_PEPPER", "p:hunter2"), ("ANTPATH_VAULT_KEYS", "hunter2"));

        var refused = Assert.Throws<SettingsException>(() => RequiredSettings.Ensure(services));

        Assert.Equal(3, refused.Problems.Count);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_named_and_not_repeated()
    {
        using var services = Services(("ANTPATH_PLAN_OPEN_RUNS_MAX", "hunter2"));

        var refused = Assert.Throws<SettingsException>(() => RequiredSettings.Ensure(services));

        Assert.Contains("ANTPATH_PLAN_OPEN_RUNS_MAX cannot be read as a whole number", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_announced_setting_binds_to_an_option_with_the_default_it_tells()
    {
        using var services = Services();

        foreach (var setting in RequiredSettings.Announced(services).Where(s => s.Range is not null))
        {
            var found = Defaults(services).TryGetValue(setting.Key, out var value);
            Assert.True(found, $"{setting.Name} binds to no option");
            Assert.Equal(setting.Default, value, ignoreCase: true);
        }
    }

    private static Dictionary<string, string?> Defaults(ServiceProvider services)
    {
        var options = new (string Section, Type Type)[]
        {
            (Engine.Database.DatabaseOptions.Section, typeof(Engine.Database.DatabaseOptions)),
            (Engine.Tenancy.TokenOptions.Section, typeof(Engine.Tenancy.TokenOptions)),
            (Engine.Secrets.VaultOptions.Section, typeof(Engine.Secrets.VaultOptions)),
            (Engine.Tenancy.PlanOptions.Section, typeof(Engine.Tenancy.PlanOptions)),
            (Engine.Tenancy.RateLimits.RateLimitOptions.Section, typeof(Engine.Tenancy.RateLimits.RateLimitOptions)),
            (Engine.Tenancy.Members.MembershipOptions.Section, typeof(Engine.Tenancy.Members.MembershipOptions)),
            (Engine.Runs.Submission.CleanupDefaultOptions.Section, typeof(Engine.Runs.Submission.CleanupDefaultOptions)),
            (Engine.Runs.Reconciliation.SweepOptions.Section, typeof(Engine.Runs.Reconciliation.SweepOptions)),
        };
        return options.SelectMany(o => o.Type.GetProperties().Select(p => ($"{o.Section}:{p.Name}", p.GetValue(ActivatorUtilities.CreateInstance(services, o.Type))?.ToString())))
            .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.OrdinalIgnoreCase);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] variables)
    {
        var configuration = new ConfigurationBuilder()
            .AddAntpathEnvironment(variables.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddAntpathEngine(configuration);
        return services.BuildServiceProvider();
    }
}
