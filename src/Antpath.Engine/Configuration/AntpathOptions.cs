using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Configuration;

/// <summary>Binds options classes so that a value out of range is reported under its environment name.</summary>
public static class AntpathOptions
{
    extension(IServiceCollection services)
    {
        /// <summary>Binds one section to one options class, checked at start by its range attributes.</summary>
        /// <typeparam name="TOptions">The options class.</typeparam>
        /// <param name="configuration">The host's configuration.</param>
        /// <param name="section"><c>Antpath:Section</c>.</param>
        public OptionsBuilder<TOptions> AddAntpathOptions<TOptions>(IConfiguration configuration, string section)
            where TOptions : class
        {
            services.AddSingleton<IValidateOptions<TOptions>>(new RangeCheck<TOptions>(section));
            return services.AddOptions<TOptions>().Configure(options => Bind(options, configuration.GetSection(section))).ValidateOnStart();
        }
    }

    /// <summary>Binds, and reports a value that cannot be read like one out of range: the binder's own message repeats it and names no variable.</summary>
    private static void Bind<TOptions>(TOptions options, IConfigurationSection section)
        where TOptions : class
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
            var unreadable = typeof(TOptions).GetProperties()
                .Where(p => section[p.Name] is { Length: > 0 } text && !TypeDescriptor.GetConverter(p.PropertyType).IsValid(text))
                .Select(p => $"{NameOf(section.Path, p.Name)} cannot be read as {KindOf(p.PropertyType)}.");
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), unreadable);
        }
    }

    private static string KindOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(TimeSpan) => "a duration such as 00:00:30",
        var t when t == typeof(Uri) => "a URL",
        var t => t.Name,
    };

    /// <summary><c>Antpath:Worker</c> and <c>LeaseTtl</c> give <c>ANTPATH_WORKER_LEASE_TTL</c>.</summary>
    internal static string NameOf(string section, string property)
    {
        var name = new StringBuilder(section.Replace(':', '_').ToUpperInvariant()).Append('_');
        for (var i = 0; i < property.Length; i++)
        {
            if (i > 0 && char.IsUpper(property[i]) && !char.IsUpper(property[i - 1]))
                name.Append('_');
            name.Append(char.ToUpperInvariant(property[i]));
        }

        return name.ToString();
    }

    private sealed class RangeCheck<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var results = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
                return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(results.Select(r => $"{NameOf(section, r.MemberNames.FirstOrDefault() ?? "")}: {r.ErrorMessage}"));
        }
    }
}
