using System.Globalization;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Commands;

/// <summary>Reads times as people write them: an age, or a moment.</summary>
internal static class Instants
{
    /// <exception cref="BadInputException">It is neither.</exception>
    public static DateTimeOffset? Read(CliHost host, string option, string? text)
    {
        if (text is null)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && text.Contains('-', StringComparison.Ordinal))
            return at;
        try
        {
            return host.Time.GetUtcNow() - Durations.Read(option, text);
        }
        catch (BadInputException)
        {
            throw new BadInputException(option, "Expected an age like 2h or 7d, or a time like 2026-03-01T00:00:00Z.");
        }
    }
}
