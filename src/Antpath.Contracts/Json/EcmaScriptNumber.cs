using System.Globalization;

namespace Antpath.Json;

/// <summary>Writes a double as ECMAScript does (Number::toString, radix 10), which RFC 8785 §3.2.2.3 asks for.</summary>
internal static class EcmaScriptNumber
{
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite: JSON has no word for it.</exception>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), "JSON numbers are finite.");

        if (value == 0)
            return "0";

        var (digits, point) = Shortest(Math.Abs(value));
        return (value < 0 ? "-" : "") + Place(digits, point);
    }

    /// <summary>The fewest digits that read back as the same double, and where the decimal point stands after the first of them.</summary>
    private static (string Digits, int Point) Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = 0;
        var e = text.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? text : text[..dot];
        var all = dot < 0 ? text : whole + text[(dot + 1)..];
        var digits = all.TrimStart('0');
        var point = whole.Length - (all.Length - digits.Length) + exponent;
        return (digits.TrimEnd('0'), point);
    }

    /// <summary>The five cases of the ECMAScript algorithm; <paramref name="point"/> is its n.</summary>
    private static string Place(string digits, int point)
    {
        var count = digits.Length;
        if (count <= point && point <= 21)
            return digits + new string('0', point - count);

        if (point is > 0 and <= 21)
            return $"{digits[..point]}.{digits[point..]}";

        if (point is > -6 and <= 0)
            return "0." + new string('0', -point) + digits;

        var exponent = point - 1;
        var sign = exponent < 0 ? "-" : "+";
        var magnitude = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
        return count == 1 ? $"{digits}e{sign}{magnitude}" : $"{digits[..1]}.{digits[1..]}e{sign}{magnitude}";
    }
}
