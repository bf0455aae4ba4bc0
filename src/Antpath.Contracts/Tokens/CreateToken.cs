using System.Globalization;
using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Tokens;

/// <summary>What a client sends to have an API token made.</summary>
public sealed record CreateToken
{
    /// <summary>Bytes a request may have.</summary>
    internal const int BytesMax = 16 * 1024;

    /// <summary>Characters a name may have.</summary>
    internal const int NameCharsMax = 200;

    /// <summary>Every scope there is.</summary>
    internal static readonly IReadOnlyList<string> AllScopes = ["submit", "read", "outputs", "cancel", "delete", "admin"];

    private static readonly string[] InstantFormats = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>What people will call it, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do, at least one: <c>submit</c>, <c>read</c>, <c>outputs</c>, <c>cancel</c>, <c>delete</c>, <c>admin</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Reads a request. Never throws on input.</summary>
    /// <param name="utf8Json">The body.</param>
    /// <param name="limits">How deep and long it may be.</param>
    /// <param name="now">The time that an expiry must lie behind.</param>
    /// <returns>The request, or null with every problem.</returns>
    internal static (CreateToken? Request, IReadOnlyList<Problem> Problems) Parse(ReadOnlySpan<byte> utf8Json, JsonLimits limits, DateTimeOffset now)
    {
        var problems = new ProblemList();
        var request = StrictJson.Read(utf8Json, limits, JsonPointer.Submission, problems) is { } tree ? Read(tree, now, problems) : null;
        return problems.IsEmpty ? (request, []) : (null, problems.ToList());
    }

    /// <summary>Checks what a form gave, by the same rules.</summary>
    /// <param name="name">The name.</param>
    /// <param name="scopes">The scopes.</param>
    /// <param name="expiresAt">The end, or null.</param>
    /// <returns>The request, or null with every problem.</returns>
    internal static (CreateToken? Request, IReadOnlyList<Problem> Problems) Check(string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt)
    {
        var limits = new JsonLimits { BytesMax = BytesMax, DepthMax = 4, ValuesMax = 64, NameCharsMax = 64 };
        return Parse(new CreateToken { Name = name, Scopes = scopes, ExpiresAt = expiresAt }.ToUtf8Json(), limits, DateTimeOffset.MinValue);
    }

    /// <summary>Writes the request.</summary>
    /// <returns>JSON in UTF-8.</returns>
    internal byte[] ToUtf8Json() => JsonTreeWriter.ToUtf8(new JsonMembers()
        .Add("name", Name)
        .AddList("scopes", Scopes)
        .Add("expiresAt", ExpiresAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))
        .ToTree());

    private static CreateToken? Read(JsonTree tree, DateTimeOffset now, ProblemList problems)
    {
        if (MemberReader.Open(tree, JsonPointer.Submission, problems) is not { } body)
            return null;

        SecretScan.Scan(tree, JsonPointer.Submission, problems);
        var name = body.Text("name", required: true, charsMin: 1, charsMax: NameCharsMax);
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl)))
            problems.Add(body.At.Member("name"), ProblemCodes.InvalidValue, "A name needs something to read, and no control characters.");
        var scopes = ReadScopes(body, problems);
        var expires = ReadExpiry(body, now, problems);
        body.Close();
        return name is null ? null : new CreateToken { Name = name, Scopes = scopes, ExpiresAt = expires };
    }

    private static List<string> ReadScopes(MemberReader body, ProblemList problems)
    {
        var scopes = new List<string>();
        foreach (var (value, at) in body.List("scopes", AllScopes.Count))
        {
            if (MemberReader.ReadText(value, at, problems, charsMax: 64) is not { } scope)
                continue;
            if (!AllScopes.Contains(scope, StringComparer.Ordinal))
                problems.Add(at, ProblemCodes.InvalidValue, $"Expected one of: {string.Join(", ", AllScopes)}.{NearestName.Suggest(scope, AllScopes)}");
            else if (scopes.Contains(scope, StringComparer.Ordinal))
                problems.Add(at, ProblemCodes.DuplicateItem, "The scope is there twice. Name each once.");
            else
                scopes.Add(scope);
        }

        if (scopes.Count == 0)
            problems.Add(body.At.Member("scopes"), ProblemCodes.TooFewItems, $"Name at least one scope: {string.Join(", ", AllScopes)}.");
        return scopes;
    }

    private static DateTimeOffset? ReadExpiry(MemberReader body, DateTimeOffset now, ProblemList problems)
    {
        if (body.Text("expiresAt", charsMax: 64) is not { } text)
            return null;
        if (!DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            problems.Add(body.At.Member("expiresAt"), ProblemCodes.InvalidFormat, "Expected an RFC 3339 time such as 2027-01-31T12:00:00Z.");
        else if (instant <= now)
            problems.Add(body.At.Member("expiresAt"), ProblemCodes.OutOfRange, "The time lies in the past. Leave the member out for a token that does not expire.");
        else
            return instant.ToUniversalTime();
        return null;
    }
}
