using Antpath.Json;

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
