using System.Globalization;
using System.Text;
using Antpath.Problems;

namespace Antpath.Json;

/// <summary>
/// A place in a document (RFC 6901). A member name that may itself be a secret is never shown: the pointer then ends at
/// the object that holds it.
/// </summary>
internal sealed class JsonPointer
{
    /// <summary>Longest member name that a pointer repeats, in characters.</summary>
    private const int ShownNameCharsMax = 128;

    private const string SecretsMember = "secrets";

    /// <summary>A whole document without a place for secrets.</summary>
    public static readonly JsonPointer Root = new(null, "", isItem: false);

    /// <summary>A whole submission, whose member 'secrets' is the one place for secrets.</summary>
    public static readonly JsonPointer Submission = new(null, "", isItem: false);

    /// <summary>Inside 'secrets' only our own words are repeated: a value typed where a name belongs must not get out.</summary>
    private static readonly HashSet<string> ShownUnderSecrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "anthropic", "apiKey", "mcpServers", "name", "url", "headers", "authorization", "skills", "files", "path", "content", "encoding",
    };

    private readonly JsonPointer? _parent;
    private readonly string _token;
    private readonly bool _isItem;

    private JsonPointer(JsonPointer? parent, string token, bool isItem)
    {
        _parent = parent;
        _token = token;
        _isItem = isItem;
        IsUnderSecrets = parent is not null && (parent.IsUnderSecrets || (parent == Submission && string.Equals(token, SecretsMember, StringComparison.Ordinal)));
    }

    /// <summary>Whether this is the submission's 'secrets' or a place in it.</summary>
    public bool IsUnderSecrets { get; }

    public JsonPointer Member(string name) => new(this, name, isItem: false);

    public JsonPointer Item(int index) => new(this, index.ToString(CultureInfo.InvariantCulture), isItem: true);

    /// <summary>Whether a message may repeat the name of a member of this place.</summary>
    public bool MayShowMember(string name) => IsUnderSecrets ? ShownUnderSecrets.Contains(name) : MayShow(name);

    public override string ToString()
    {
        var places = new Stack<JsonPointer>();
        for (var at = this; at._parent is not null; at = at._parent)
            places.Push(at);

        var text = new StringBuilder();
        foreach (var place in places)
        {
            if (!place._isItem && !place._parent!.MayShowMember(place._token))
                break;

            text.Append('/').Append(Escape(place._token));
        }

        return text.ToString();
    }

    private static bool MayShow(string name)
    {
        if (name.Length > ShownNameCharsMax || SecretShapes.FindIn(name) is not null)
            return false;

        foreach (var c in name)
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
                return false;
        }

        return true;
    }

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
