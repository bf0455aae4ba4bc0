using System.Security.Cryptography;
using System.Text;

namespace Antpath.Engine.Database;

/// <summary>One forward step of the schema, as embedded in this build.</summary>
internal sealed record Migration
{
    /// <summary>First line of a migration that must run outside a transaction, such as one that builds an index concurrently: one statement only.</summary>
    public const string NoTransactionHeader = "-- antpath: no-transaction";

    private const string ResourcePrefix = "Antpath.Migrations.";
    private const int VersionDigits = 4;

    /// <summary>From 1, without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>The file's name without <c>.sql</c>.</summary>
    public required string Name { get; init; }

    public required string Sql { get; init; }

    public bool InTransaction => !Sql.StartsWith(NoTransactionHeader, StringComparison.Ordinal);

    /// <summary>SHA-256 over the text with LF line ends, 64 hexadecimal digits: a checkout with CRLF gives the same.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Every migration of this build, in order.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } = ReadEmbedded();

    public static Migration From(string name, string text) => new()
    {
        Version = int.Parse(name.AsSpan(0, VersionDigits)),
        Name = name,
        Sql = text.ReplaceLineEndings("\n"),
    };

    private static List<Migration> ReadEmbedded()
    {
        var assembly = typeof(Migration).Assembly;
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!resource.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            migrations.Add(From(resource[ResourcePrefix.Length..^".sql".Length], reader.ReadToEnd()));
        }

        return migrations;
    }
}
