using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antpath.Testing.Fuzzing;

/// <summary>
/// Spoils good inputs: bytes are changed, cut, repeated and spliced, and in JSON members are replaced, repeated under other names, taken away and nested.
/// The n-th input depends on n alone, so that a finding is repeated by its number.
/// </summary>
public sealed class Mutator(IReadOnlyList<byte[]> corpus)
{
    private const int MutationsMax = 6;
    private const int BytesMax = 256 * 1024;
    private const int NestingMax = 400;

    private static readonly string[] Words =
    [
        "", "\0", "\uFFFD", "{{", "}}", "\\{{", "\"", "\\u0000", "\\ud800", "null", "true", "-0", "1e999", "-1", "9223372036854775808", "0.1", "[", "]", "{", "}", ",", ":",
        "../", "..\\", "//", "%00", "\r\n", "\u202e", "\ufeff", "𝄞", "é", "run_", "ant_", "Bearer ", "=", "==", "_", "-", "AAAA",
    ];

    /// <summary>The n-th input.</summary>
    public byte[] Input(int number)
    {
        var random = new Random(number);
        var input = corpus[random.Next(corpus.Count)];
        if (random.Next(2) == 0)
            input = SpoilTree(random, input);
        for (var left = random.Next(MutationsMax); left > 0; left--)
            input = SpoilBytes(random, input);
        return input.Length <= BytesMax ? input : input[..BytesMax];
    }

    private byte[] SpoilBytes(Random random, byte[] input)
    {
        var at = random.Next(input.Length + 1);
        var length = random.Next(Math.Min(input.Length - at, 64) + 1);
        var other = corpus[random.Next(corpus.Count)];
        return random.Next(7) switch
        {
            0 when at < input.Length => [.. input[..at], (byte)(input[at] ^ (1 << random.Next(8))), .. input[(at + 1)..]],
            1 => [.. input[..at], (byte)random.Next(256), .. input[at..]],
            2 => [.. input[..at], .. input[(at + length)..]],
            3 => [.. input[..(at + length)], .. input[at..]],
            4 => [.. input[..at], .. Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]), .. input[at..]],
            5 => [.. input[..at], .. other[random.Next(other.Length + 1)..]],
            _ => input[..at],
        };
    }

    private static byte[] SpoilTree(Random random, byte[] input)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(input);
        }
        catch (JsonException)
        {
            return input; // this corpus holds no JSON
        }

        var owners = Owners(root).ToList();
        if (owners.Count == 0)
            return input;
        switch (owners[random.Next(owners.Count)])
        {
            case JsonObject members:
                SpoilMember(random, members);
                break;
            case JsonArray items:
                var place = random.Next(items.Count);
                if (random.Next(3) == 0)
                    items.RemoveAt(place);
                else if (random.Next(2) == 0)
                    items.Add(items[place]?.DeepClone());
                else
                    items[place] = Anything(random, items[place]);
                break;
            default:
                break;
        }

        return Encoding.UTF8.GetBytes(root!.ToJsonString());
    }

    private static void SpoilMember(Random random, JsonObject members)
    {
        var (name, value) = members.ElementAt(random.Next(members.Count));
        switch (random.Next(4))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                members[name + Words[random.Next(Words.Length)]] = value?.DeepClone();
                break;
            default:
                members[name] = Anything(random, value);
                break;
        }
    }

    private static JsonNode? Anything(Random random, JsonNode? before) => random.Next(9) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.NextInt64()),
        3 => JsonValue.Create(-random.NextDouble()),
        4 => JsonValue.Create(Words[random.Next(Words.Length)]),
        5 => JsonValue.Create(string.Concat(Enumerable.Repeat(Words[random.Next(Words.Length)], random.Next(2000)))),
        6 => new JsonArray(before?.DeepClone(), before?.DeepClone()),
        7 => new JsonObject { [Words[random.Next(Words.Length)]] = before?.DeepClone() },
        _ => Nested(random.Next(NestingMax), before),
    };

    private static JsonNode? Nested(int depth, JsonNode? inside)
    {
        var node = inside?.DeepClone();
        for (; depth > 0; depth--)
            node = new JsonArray(node);
        return node;
    }

    private static IEnumerable<JsonNode> Owners(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(m => Owners(m.Value)).Prepend(members),
        JsonArray { Count: > 0 } items => items.SelectMany(Owners).Prepend(items),
        _ => [],
    };
}
