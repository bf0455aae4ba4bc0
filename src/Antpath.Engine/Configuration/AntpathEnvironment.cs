using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Antpath.Engine.Configuration;

/// <summary>Adds the <c>ANTPATH_…</c> environment variables to a configuration.</summary>
public static class AntpathEnvironment
{
    extension(IConfigurationBuilder builder)
    {
        /// <summary>Reads this process's environment.</summary>
        public IConfigurationBuilder AddAntpathEnvironment() => builder.AddAntpathEnvironment(
            Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value)));

        /// <summary>Reads the given variables.</summary>
        /// <param name="variables">Names and values; names that are not ours are passed over.</param>
        public IConfigurationBuilder AddAntpathEnvironment(IEnumerable<KeyValuePair<string, string?>> variables) => builder.AddInMemoryCollection(
            variables
                .Where(v => !string.IsNullOrEmpty(v.Value))
                .Select(v => KeyValuePair.Create(EnvironmentNames.KeyOf(v.Key), v.Value))
                .Where(v => v.Key is not null)!);
    }
}
