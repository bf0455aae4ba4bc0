using Microsoft.AspNetCore.WebUtilities;

namespace Antpath.Server.SignIn;

/// <summary>Where a person goes after signing in: a page of ours, never another host.</summary>
internal static class ReturnPath
{
    /// <summary>Where to go when nothing was wanted.</summary>
    public const string Home = "/runs";

    /// <summary>The query parameter that carries it.</summary>
    public const string Parameter = "next";

    private const int CharactersMax = 1000;

    /// <summary>Reads a wish; anything but a path of ours becomes <see cref="Home"/>.</summary>
    /// <param name="wish">What the request said, or null.</param>
    public static string Read(string? wish) => wish is { Length: <= CharactersMax } && IsOurs(wish) ? wish : Home;

    /// <summary>A path of ours that carries the wish along.</summary>
    public static string With(string path, string? wish) =>
        Read(wish) is var next && next == Home ? path : QueryHelpers.AddQueryString(path, Parameter, next);

    // A browser takes \ for / and drops tabs and line ends before it looks for the host: "/\t/evil" is "//evil" to it
    private static bool IsOurs(string wish) =>
        wish.StartsWith('/') && !wish.StartsWith("//", StringComparison.Ordinal) && !wish.Contains('\\', StringComparison.Ordinal)
        && wish.All(c => c is > ' ' and < '\x7f') && !wish.StartsWith("/sign-", StringComparison.Ordinal);
}
