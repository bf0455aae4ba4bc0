namespace Antpath.Submission;

/// <summary>
/// Text that must not get out: a credential or the content of a run. Prints as <c>[redacted]</c> and has no JSON form;
/// who really needs the text says so with <see cref="Reveal"/>.
/// </summary>
/// <param name="value">The text.</param>
public sealed class SecretString(string value)
{
    private const string Redacted = "[redacted]";

    /// <summary>Wraps a text.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator SecretString(string value) => new(value);

    /// <summary>Wraps a text.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The wrapper.</returns>
    public static SecretString FromString(string value) => new(value);

    /// <summary>The text itself. Keep it out of logs, errors, events and tables.</summary>
    /// <returns>The text.</returns>
    public string Reveal() => value;

    /// <returns>Always <c>[redacted]</c>.</returns>
    public override string ToString() => Redacted;
}
