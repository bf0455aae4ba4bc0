using System.Text.RegularExpressions;

namespace Antpath.EndToEnd.Tests.Support;

/// <summary>The blocks of code that a document of the repository prints.</summary>
internal static partial class PrintedCode
{
    /// <param name="document">Path from the repository's root.</param>
    /// <param name="language">What stands behind the fence.</param>
    /// <returns>The blocks of that language, in order, without the indentation of the list they stand in.</returns>
    public static IReadOnlyList<string> Of(string document, string language) =>
    [
        .. Block().Matches(Checkout.Read(document))
            .Where(block => block.Groups["language"].Value == language)
            .Select(block => block.Groups["code"].Value.Replace("\n" + block.Groups["indent"].Value, "\n", StringComparison.Ordinal).Trim()),
    ];

    [GeneratedRegex(
        @"^(?<indent> *)```(?<language>[a-z]+)\n(?<code>.*?)^\k<indent>```$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
