using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Antpath.Engine.Mail;

/// <summary>
/// An e-mail address in the form that HTML's input field accepts: ASCII only, so that two addresses which look alike, or which some upper-casing makes
/// alike, are never taken for one. Shows nothing in its text form.
/// </summary>
public sealed partial class EmailAddress
{
    /// <summary>Characters at most (RFC 5321, 4.5.3.1.3, without the brackets).</summary>
    public const int CharactersMax = 254;

    private const int LocalCharactersMax = 64;

    private EmailAddress(string value) => Value = value;

    /// <summary>The address in lower case, as it is compared and kept.</summary>
    public string Value { get; }

    /// <summary>Reads an address; blanks around it do not count.</summary>
    /// <param name="text">What somebody typed, or null.</param>
    /// <param name="address">The address, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (text is null || text.Length > CharactersMax * 2)
            return false;
        var value = text.Trim();
        if (value.Length > CharactersMax || value.IndexOf('@', StringComparison.Ordinal) > LocalCharactersMax || !Form().IsMatch(value))
            return false;
        address = new EmailAddress(value.ToLowerInvariant());
        return true;
    }

    /// <summary>Not the address.</summary>
    public override string ToString() => "[an address]";

    // HTML Living Standard, 4.10.5.1.5 "Email state", with \z for the end: $ would let a line end through
    [GeneratedRegex(
        @"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
