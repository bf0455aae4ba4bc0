using System.Globalization;
using Antpath.Json;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>The value of a template's variable. Made from text, numbers and booleans without further ado.</summary>
public abstract record VariableValue
{
    private VariableValue()
    {
    }

    /// <summary>A text value.</summary>
    /// <param name="value">For a string or an enum variable.</param>
    public static implicit operator VariableValue(string value) => new Text(value);

    /// <summary>A whole number.</summary>
    /// <param name="value">For an integer or a number variable.</param>
    public static implicit operator VariableValue(int value) => new Number(value);

    /// <summary>A whole number.</summary>
    /// <param name="value">For an integer or a number variable; between -(2^53 - 1) and 2^53 - 1.</param>
    public static implicit operator VariableValue(long value) => FromInt64(value);

    /// <summary>A number.</summary>
    /// <param name="value">For a number variable; finite.</param>
    public static implicit operator VariableValue(double value) => FromDouble(value);

    /// <summary>A number.</summary>
    /// <param name="value">For a number variable.</param>
    public static implicit operator VariableValue(decimal value) => new Number((double)value);

    /// <summary>True or false.</summary>
    /// <param name="value">For a boolean variable.</param>
    public static implicit operator VariableValue(bool value) => new Flag(value);

    /// <summary>A whole number.</summary>
    /// <param name="value">Between -(2^53 - 1) and 2^53 - 1.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">JSON numbers do not hold it exactly.</exception>
    public static VariableValue FromInt64(long value) => value is >= -JsonTree.Number.SafeIntegerMax and <= JsonTree.Number.SafeIntegerMax
        ? new Number(value)
        : throw new ArgumentOutOfRangeException(nameof(value), "JSON numbers hold integers between -(2^53 - 1) and 2^53 - 1. Use a string variable.");

    /// <summary>A number.</summary>
    /// <param name="value">Finite.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static VariableValue FromDouble(double value) => double.IsFinite(value)
        ? new Number(value)
        : throw new ArgumentOutOfRangeException(nameof(value), "JSON numbers are finite.");

    /// <summary>Makes a value of the type that a variable has, from text such as a command line's.</summary>
    /// <param name="variable">The variable it is for.</param>
    /// <param name="text">The value as text: numbers in JSON's spelling, <c>true</c> or <c>false</c>.</param>
    /// <returns>The value; a text value when the text is not of that type, so that checking the submission says what is wrong.</returns>
    public static VariableValue FromText(TemplateVariable variable, string text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        return variable switch
        {
            TemplateVariable.Boolean when bool.TryParse(text, out var flag) => new Flag(flag),
            TemplateVariable.Integer or TemplateVariable.Number
                when double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => new Number(number),
            _ => new Text(text),
        };
    }

    internal abstract JsonTree ToTree();

    /// <returns>The kind: values are content and stay out of logs.</returns>
    public sealed override string ToString() => ToTree().Kind;

    internal sealed record Text(string Value) : VariableValue
    {
        internal override JsonTree ToTree() => JsonTree.Of(Value);
    }

    internal sealed record Number(double Value) : VariableValue
    {
        internal override JsonTree ToTree() => JsonTree.Of(Value);
    }

    internal sealed record Flag(bool Value) : VariableValue
    {
        internal override JsonTree ToTree() => JsonTree.Of(Value);
    }
}
