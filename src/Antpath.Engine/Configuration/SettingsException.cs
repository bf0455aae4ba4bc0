namespace Antpath.Engine.Configuration;

/// <summary>Settings are missing or wrong. The message names all of them, and no value.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException()
    {
    }

    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>One sentence for each setting.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
