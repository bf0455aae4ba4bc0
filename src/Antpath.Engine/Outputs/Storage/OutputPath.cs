using System.Security.Cryptography;
using Antpath.Ids;

namespace Antpath.Engine.Outputs.Storage;

/// <summary>
/// Where one output lies inside a store: under its workspace, unguessable, used once and never again, because some stores overwrite silently. A file's
/// own name has no part in it.
/// </summary>
public sealed record OutputPath
{
    private const int CharsMax = 500;
    private const int RandomBytes = 20;

    private OutputPath(string value) => Value = value;

    /// <summary>1 to 500 of letters, digits, '_', '-' and single '/' between them.</summary>
    public string Value { get; }

    /// <summary>A new place for an output of a workspace, e.g. <c>wks_…/4f/a1/4fa1…</c>.</summary>
    public static OutputPath New(WorkspaceId workspace)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        return new OutputPath($"{workspace}/{secret[..2]}/{secret[2..4]}/{secret}");
    }

    /// <summary>Reads a path as a row holds it.</summary>
    /// <exception cref="ArgumentException">It could lead out of the store.</exception>
    public static OutputPath Parse(string value) =>
        IsSafe(value) ? new OutputPath(value) : throw new ArgumentException("This is not the path of an output.", nameof(value));

    /// <summary>Whether a name has the form of an output's path.</summary>
    public static bool IsSafe(string value) => value.Length is > 0 and <= CharsMax
        && value.Split('/').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));

    public override string ToString() => Value;
}
