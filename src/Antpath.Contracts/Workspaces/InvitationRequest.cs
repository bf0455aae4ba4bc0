using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Workspaces;

/// <summary>What a client sends to invite somebody.</summary>
public sealed record InvitationRequest
{
    /// <summary>Bytes a request may have.</summary>
    internal const int BytesMax = 4 * 1024;

    private const int EmailCharsMax = 254;

    private static readonly JsonLimits Limits = new() { BytesMax = BytesMax, DepthMax = 4, ValuesMax = 16, NameCharsMax = 64 };

    /// <summary>The role the invitation gives, a value of <see cref="MemberRole"/>; never above the inviting person's own.</summary>
    public required string Role { get; init; }

    /// <summary>The one address whose owner may accept; null: whoever has the link.</summary>
    public string? Email { get; init; }

    /// <summary>Reads a request. Never throws on input. Whether the address is one is the engine's to say.</summary>
    /// <param name="utf8Json">The body.</param>
    /// <returns>The request, or null with every problem.</returns>
    internal static (InvitationRequest? Request, IReadOnlyList<Problem> Problems) Parse(ReadOnlySpan<byte> utf8Json)
    {
        var problems = new ProblemList();
        if (StrictJson.Read(utf8Json, Limits, JsonPointer.Root, problems) is not { } tree || MemberReader.Open(tree, JsonPointer.Root, problems) is not { } body)
            return (null, problems.ToList());

        var role = body.Text("role", required: true);
        var email = body.Text("email", charsMin: 1, charsMax: EmailCharsMax);
        if (role is not null && !MemberRole.All.Contains(role, StringComparer.Ordinal))
            problems.Add(body.At.Member("role"), ProblemCodes.InvalidValue, $"Expected one of: {string.Join(", ", MemberRole.All)}.");
        body.Close();
        return problems.IsEmpty ? (new InvitationRequest { Role = role!, Email = email }, []) : (null, problems.ToList());
    }

    /// <summary>Writes the request for the wire.</summary>
    /// <returns>JSON in UTF-8.</returns>
    internal byte[] ToUtf8Json() => JsonTreeWriter.ToUtf8(new JsonMembers().Add("role", Role).Add("email", Email).ToTree());

    /// <summary>Nothing of the address.</summary>
    /// <returns>The role.</returns>
    public override string ToString() => $"invitation as {Role}";
}
