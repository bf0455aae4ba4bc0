using System.Text.RegularExpressions;
using Antpath.LocalPostgres.Commands;

namespace Antpath.LocalPostgres.Binaries;

/// <summary>One installed PostgreSQL.</summary>
/// <param name="Folder">Holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</param>
/// <param name="Version">As the server says it, such as <c>15.18</c>.</param>
/// <param name="Origin">Where it comes from, for people.</param>
internal sealed partial record PostgresBinaries(string Folder, Version Version, string Origin)
{
    /// <summary>The oldest major version the product's SQL is written for.</summary>
    public const int MajorMin = 15;

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public static bool PresentIn(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")) && File.Exists(Path.Combine(folder, "postgres"));

    /// <returns>Null when the programs in the folder do not run here or do not say a version.</returns>
    public static async Task<PostgresBinaries?> InspectAsync(string folder, string origin, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var command = new Command(Path.Combine(folder, "postgres"), ["--version"]) { Timeout = options.CommandTimeout, Time = options.Time };
            var said = await command.RunAsync(cancellationToken);
            return said.Succeeded && ParseVersion(said.Output) is { } version ? new PostgresBinaries(folder, version, origin) : null;
        }
        catch (EmbeddedPostgresException)
        {
            return null;
        }
    }

    /// <param name="text">Such as <c>postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)</c>. Unfinished versions (<c>18beta1</c>) give null.</param>
    public static Version? ParseVersion(string text) =>
        VersionText().Match(text) is { Success: true } match ? Version.Parse(match.Groups["version"].ValueSpan) : null;

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>[0-9]{1,3}\.[0-9]{1,3})\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionText();
}
