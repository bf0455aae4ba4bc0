namespace Antpath.Json;

/// <summary>
/// One JSON value, already checked: well-formed Unicode, no duplicate members, finite numbers. Not a record, so that
/// nothing prints its content: the tree of a submission holds secrets.
/// </summary>
internal abstract class JsonTree
{
    private JsonTree()
    {
    }

    /// <summary>The kind as a message names it, with its article.</summary>
    public abstract string Kind { get; }

    public sealed override string ToString() => Kind;

    public static JsonTree Of(string text) => new Text(text);

    public static JsonTree Of(double number) => new Number(number);

    public static JsonTree Of(bool flag) => flag ? Flag.True : Flag.False;

    public static JsonTree Of(IEnumerable<string> texts) => new List([.. texts.Select(Of)]);

    internal sealed class Null : JsonTree
    {
        public static readonly Null Value = new();

        public override string Kind => "null";
    }

    internal sealed class Flag : JsonTree
    {
        public static readonly Flag True = new(true);
        public static readonly Flag False = new(false);

        private Flag(bool value) => Value = value;

        public bool Value { get; }

        public override string Kind => "a boolean";
    }

    internal sealed class Number(double value) : JsonTree
    {
        /// <summary>Largest integer that every JSON reader represents exactly (RFC 7493 §2.2): 2^53 - 1.</summary>
        public const long SafeIntegerMax = 9_007_199_254_740_991;

        public double Value { get; } = value;

        public override string Kind => "a number";

        /// <summary>The value as an integer; null when it has a fraction or is beyond <see cref="SafeIntegerMax"/>.</summary>
        public long? AsInteger => Math.Truncate(Value) == Value && Math.Abs(Value) <= SafeIntegerMax ? (long)Value : null;
    }

    internal sealed class Text(string value) : JsonTree
    {
        public string Value { get; } = value;

        public override string Kind => "a string";
    }

    internal sealed class List(IReadOnlyList<JsonTree> items) : JsonTree
    {
        public IReadOnlyList<JsonTree> Items { get; } = items;

        public override string Kind => "an array";
    }

    internal sealed class Members(IReadOnlyList<KeyValuePair<string, JsonTree>> all) : JsonTree
    {
        /// <summary>In the order of the document.</summary>
        public IReadOnlyList<KeyValuePair<string, JsonTree>> All { get; } = all;

        public override string Kind => "an object";

        public JsonTree? Find(string name)
        {
            foreach (var member in All)
            {
                if (string.Equals(member.Key, name, StringComparison.Ordinal))
                    return member.Value;
            }

            return null;
        }
    }
}
