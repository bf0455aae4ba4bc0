using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Configuration;

/// <summary>Gathers what every room needs to be set and refuses a start with one message for all of it.</summary>
public static class RequiredSettings
{
    extension(IServiceCollection services)
    {
        /// <summary>Announces a room's settings.</summary>
        /// <param name="settings">The settings; announcing one twice is harmless.</param>
        public IServiceCollection AddSettings(IEnumerable<Setting> settings)
        {
            foreach (var setting in settings)
                services.AddSingleton(setting);
            return services;
        }
    }

    /// <summary>Every setting the started rooms announced, by name.</summary>
    /// <param name="services">The host's services.</param>
    public static IReadOnlyList<Setting> Announced(IServiceProvider services) =>
        [.. services.GetServices<Setting>().DistinctBy(s => s.Name).OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Fails when a required setting is missing or an option is out of range. Call it once, before the host starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <exception cref="SettingsException">Names every setting at fault.</exception>
    public static void Ensure(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var settings = Announced(services);
        var problems = Missing(configuration, settings);
        problems.AddRange(settings.Select(s => configuration[s.Key] is { Length: > 0 } value ? s.Check(value) : null).OfType<string>());
        // a required option that is not set is named already, in better words
        problems.AddRange(OutOfRange(services).Where(p => !problems.Any(named => named.Split(' ')[0] == p.Split(':')[0])).ToList());
        if (problems.Count == 0)
            return;
        throw new SettingsException($"Antpath cannot start with these settings:{string.Concat(problems.Select(p => $"\n  - {p}"))}") { Problems = problems };
    }

    private static List<string> Missing(IConfiguration configuration, IReadOnlyList<Setting> settings)
    {
        var missing = new List<string>();
        foreach (var setting in settings.Where(s => s.Required))
        {
            var set = !string.IsNullOrWhiteSpace(configuration[setting.Key])
                || setting.Alternatives.Any(other => !string.IsNullOrWhiteSpace(configuration[EnvironmentNames.KeyOf(other)!]));
            if (!set)
                missing.Add($"{setting.Name}{(setting.Alternatives.Count == 0 ? "" : $" (or {string.Join(" or ", setting.Alternatives)})")} is not set. {setting.Meaning}");
        }

        return missing;
    }

    private static IReadOnlyList<string> OutOfRange(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e)
        {
            return [.. e.Flatten().InnerExceptions.SelectMany(Failures)];
        }
    }

    private static IEnumerable<string> Failures(Exception exception) =>
        exception is OptionsValidationException options ? options.Failures : [exception.Message];
}
