using Antpath.Json;
using CsCheck;

namespace Antpath.Contracts.Tests.Json;

/// <summary>Random JSON values.</summary>
internal static class JsonGen
{
    private const int DepthMax = 3;

    public static readonly Gen<string> Text = Gen.String.Where(IsWellFormed);

    public static readonly Gen<JsonTree> Tree = OfDepth(DepthMax);

    /// <summary>The same value with the members of each object in another order.</summary>
    public static JsonTree Shuffle(JsonTree tree, Random random) => tree switch
    {
        JsonTree.Members members => new JsonTree.Members(
            [.. members.All.OrderBy(_ => random.Next()).Select(m => KeyValuePair.Create(m.Key, Shuffle(m.Value, random)))]),
        JsonTree.List list => new JsonTree.List([.. list.Items.Select(i => Shuffle(i, random))]),
        _ => tree,
    };

    private static Gen<JsonTree> OfDepth(int depth)
    {
        var leaf = Gen.OneOf(
            Text.Select(JsonTree.Of),
            Gen.Double.Where(double.IsFinite).Select(JsonTree.Of),
            Gen.Int.Select(i => JsonTree.Of(i)),
            Gen.Bool.Select(JsonTree.Of),
            Gen.Const((JsonTree)JsonTree.Null.Value));
        if (depth == 0)
            return leaf;

        var inner = OfDepth(depth - 1);
        var list = inner.Array[0, 4].Select(items => (JsonTree)new JsonTree.List(items));
        var members = Gen.Dictionary(Text, inner)[0, 4].Select(all => (JsonTree)new JsonTree.Members([.. all]));
        return Gen.OneOf(leaf, list, members);
    }

    private static bool IsWellFormed(string text)
    {
        try
        {
            _ = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (System.Text.EncoderFallbackException)
        {
            return false;
        }
    }
}
