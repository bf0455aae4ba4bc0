namespace Antpath.Engine.Secrets.Keys;

/// <summary>The key service does not answer. Unlike an unreadable secret, this may be better later: the step is tried again.</summary>
public sealed class KeyUnavailableException : Exception
{
    public KeyUnavailableException()
    {
    }

    public KeyUnavailableException(string message)
        : base(message)
    {
    }

    public KeyUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
