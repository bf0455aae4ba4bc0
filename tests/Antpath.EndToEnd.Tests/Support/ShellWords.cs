using System.Text.RegularExpressions;

namespace Antpath.EndToEnd.Tests.Support;

/// <summary>Splits a command of the docs as a shell would, as far as the docs go: spaces and double quotes.</summary>
internal static partial class ShellWords
{
    public static IEnumerable<string> Of(string command) => Word().Matches(command).Select(match => match.Value.Replace("\"", "", StringComparison.Ordinal));

    [GeneratedRegex("""(?:[^\s"]|"[^"]*")+""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
