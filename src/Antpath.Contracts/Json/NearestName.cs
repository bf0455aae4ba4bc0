namespace Antpath.Json;

/// <summary>Finds the known name that a misspelt one was most likely meant to be.</summary>
internal static class NearestName
{
    /// <summary>Longer names are not compared: the cost grows with the product of both lengths.</summary>
    private const int CharsMax = 64;

    /// <returns>The nearest known name; null when none is near enough to be a misspelling.</returns>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > CharsMax)
            return null;

        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            var near = distance <= Math.Max(1, Math.Max(name.Length, candidate.Length) / 3);
            if (near && distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>A sentence to append to a message; empty when no name is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known) => Find(name, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;

        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), replace);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
