using Npgsql;

namespace Antpath.LocalPostgres;

/// <summary>Reads the two spellings of "which server": libpq's URL and Npgsql's key=value form.</summary>
public static class PostgresUrl
{
    private const int DefaultPort = 5432;

    /// <exception cref="EmbeddedPostgresException">The text is neither. The message does not repeat it: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!url.StartsWith("postgres://", StringComparison.Ordinal) && !url.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return ParseKeywords(url);
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new EmbeddedPostgresException("The PostgreSQL URL cannot be read: write it as postgres://user:password@host:port/database.");
        }

        var user = uri.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
        };
        if (user[0].Length > 0)
        {
            connection.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            connection.Password = Uri.UnescapeDataString(user[1]);
        }

        if (uri.AbsolutePath.Length > 1)
        {
            connection.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        }

        AddParameters(connection, uri.Query);
        return connection;
    }

    private static NpgsqlConnectionStringBuilder ParseKeywords(string text)
    {
        var connection = new NpgsqlConnectionStringBuilder();
        try
        {
            connection.ConnectionString = text;
        }
        catch (ArgumentException) // not passed on: its message repeats the text, which may hold a password
        {
            connection.Clear();
        }

        return connection.Host is { Length: > 0 }
            ? connection
            : throw new EmbeddedPostgresException(
                "The PostgreSQL connection string cannot be read, or names no Host: write it as postgres://user:password@host:port/database.");
    }

    private static void AddParameters(NpgsqlConnectionStringBuilder connection, string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var name = Uri.UnescapeDataString(parts[0]);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            try
            {
                connection[name switch { "sslmode" => "SSL Mode", "application_name" => "Application Name", "connect_timeout" => "Timeout", _ => name }] =
                    name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
            }
            catch (ArgumentException e)
            {
                throw new EmbeddedPostgresException(
                    $"The PostgreSQL URL has a parameter '{name}' that is unknown or has an unreadable value: remove or correct it.", e);
            }
        }
    }
}
