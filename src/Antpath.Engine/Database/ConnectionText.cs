using Npgsql;

namespace Antpath.Engine.Database;

/// <summary>Reads the two spellings of a connection: libpq's URL and Npgsql's key=value form. Never repeats the text: it may hold a password.</summary>
internal static class ConnectionText
{
    private const string Remedy = "write it as postgres://user:password@host:port/database";

    /// <param name="text">The setting's value.</param>
    /// <param name="setting">The setting's name, for the message.</param>
    /// <exception cref="ArgumentException">The text is neither spelling. The message names the setting and the remedy.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string setting)
    {
        var builder = text.Contains("://", StringComparison.Ordinal) ? ParseUrl(text, setting) : ParseKeywords(text, setting);
        return builder.Host is { Length: > 0 } ? builder : throw new ArgumentException($"{setting} names no host: {Remedy}.", nameof(text));
    }

    /// <summary>Says what is wrong with a text, for a setting's check.</summary>
    /// <returns>Null when the text can be read.</returns>
    public static string? ProblemWith(string text, string setting)
    {
        try
        {
            Parse(text, setting);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.ParamName is null ? e.Message : e.Message[..e.Message.LastIndexOf(" (", StringComparison.Ordinal)];
        }
    }

    private static NpgsqlConnectionStringBuilder ParseUrl(string text, string setting)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql"))
            throw new ArgumentException($"{setting} is not a PostgreSQL URL: {Remedy}.", nameof(text));

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host.Trim('[', ']') };
        if (uri.Port > 0)
            builder.Port = uri.Port;
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            SetParameter(builder, pair.Split('=', 2), setting);
        return builder;
    }

    private static void SetParameter(NpgsqlConnectionStringBuilder builder, string[] pair, string setting)
    {
        var name = Uri.UnescapeDataString(pair[0]);
        var value = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "";
        var (keyword, spelled) = name switch
        {
            "sslmode" => ("SSL Mode", value.Replace("-", "", StringComparison.Ordinal)),
            "sslrootcert" => ("Root Certificate", value),
            "application_name" => ("Application Name", value),
            "connect_timeout" => ("Timeout", value),
            "target_session_attrs" => ("Target Session Attributes", value),
            "host" => ("Host", value),
            _ => (name, value),
        };
        var understood = true;
        try
        {
            builder[keyword] = spelled;
        }
        catch (Exception e) when (e is ArgumentException or FormatException) // not passed on: its message repeats the value
        {
            understood = false;
        }

        if (!understood)
            throw new ArgumentException($"{setting} has a parameter '{name}' that is unknown or unreadable: remove or correct it.", nameof(pair));
    }

    private static NpgsqlConnectionStringBuilder ParseKeywords(string text, string setting)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        try
        {
            builder.ConnectionString = text;
        }
        catch (Exception e) when (e is ArgumentException or FormatException) // not passed on: its message repeats the text
        {
            builder.Clear();
        }

        return builder.Count > 0 ? builder : throw new ArgumentException($"{setting} cannot be read: {Remedy}.", nameof(text));
    }
}
