using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Antpath.Templates;

/// <summary>
/// A prompt in code. From a plain string it is taken as written, placeholders included; from an interpolated string the
/// variables become placeholders and everything else is plain text, braces included.
/// </summary>
[InterpolatedStringHandler]
public sealed class PromptText
{
    private readonly List<PromptPart> _parts = [];
    private readonly StringBuilder _literal = new();
    private readonly string? _source;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    /// <param name="literalLength">Characters outside of the holes.</param>
    /// <param name="formattedCount">Number of holes.</param>
    public PromptText(int literalLength, int formattedCount)
    {
        _literal.EnsureCapacity(literalLength);
        _parts.EnsureCapacity(2 * formattedCount);
    }

    private PromptText(string source) => _source = source;

    /// <summary>A prompt as written.</summary>
    /// <param name="source">Text with <c>{{name}}</c> placeholders.</param>
    public static implicit operator PromptText(string source) => FromString(source);

    /// <summary>A prompt as written.</summary>
    /// <param name="source">Text with <c>{{name}}</c> placeholders.</param>
    /// <returns>The prompt.</returns>
    public static PromptText FromString(string source) => new(source);

    /// <summary>Called by the compiler: adds plain text.</summary>
    /// <param name="value">The text.</param>
    public void AppendLiteral(string value) => _literal.Append(value);

    /// <summary>Called by the compiler: adds a variable's placeholder.</summary>
    /// <param name="variable">A variable of this template.</param>
    public void AppendFormatted(TemplateVariable variable)
    {
        Flush();
        _parts.Add(new PromptPart.Placeholder(variable.Name, 0));
    }

    /// <summary>Called by the compiler: adds plain text.</summary>
    /// <param name="value">The text; null adds nothing.</param>
    public void AppendFormatted(string? value) => _literal.Append(value);

    /// <summary>Called by the compiler: adds a value as invariant text.</summary>
    /// <param name="value">A number or the like; null adds nothing.</param>
    public void AppendFormatted(IFormattable? value) => _literal.Append(value?.ToString(null, CultureInfo.InvariantCulture));

    /// <returns>How many characters it has; the text itself is content and stays out of logs.</returns>
    public override string ToString() => $"prompt of {ToSource().Length} characters";

    /// <summary>The prompt as a template holds it, with placeholders and escapes.</summary>
    /// <returns>The text.</returns>
    public string ToSource()
    {
        if (_source is not null)
            return _source;

        Flush();
        return PromptSyntax.Write(_parts);
    }

    private void Flush()
    {
        if (_literal.Length > 0)
            _parts.Add(new PromptPart.Literal(_literal.ToString()));

        _literal.Clear();
    }
}
