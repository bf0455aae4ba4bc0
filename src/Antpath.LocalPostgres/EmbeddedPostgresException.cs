namespace Antpath.LocalPostgres;

/// <summary>A local PostgreSQL could not be found, fetched, prepared, started or stopped. The message says what to do next.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException()
    {
    }

    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
