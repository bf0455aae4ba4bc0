using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Events;

/// <summary>Reads content blocks of sent events (§13.1).</summary>
internal static class ContentRules
{
    private const int BlocksMax = 1_000;
    private const int TextCharsMax = 10_000_000;

    public static (JsonArray Content, string Text) Read(JsonFields fields, string name, bool required)
    {
        IReadOnlyList<JsonElement> items = fields.Items(name, BlocksMax) ?? [];
        if (required && items.Count == 0)
            throw fields.Wrong(name, "must have at least one block");
        var content = new JsonArray();
        var text = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            JsonFields block = JsonFields.Of(items[i], $"{fields.PathOf(name)}.{i}");
            Check(block, text);
            content.Add(JsonText.Node(block.Element.Clone()));
        }
        return (content, text.ToString());
    }

    private static void Check(JsonFields block, StringBuilder text)
    {
        switch (block.RequiredText("type", 1, 64))
        {
            case "text":
                text.Append(text.Length == 0 ? "" : "\n").Append(block.RequiredText("text", 1, TextCharsMax));
                break;
            case "image":
                CheckSource(block.RequiredChild("source"), "base64", "url", "file");
                break;
            case "document":
                CheckSource(block.RequiredChild("source"), "base64", "text", "url", "file");
                block.Text("title", 0, 1_000);
                block.Text("context", 0, 100_000);
                break;
            default:
                throw block.Wrong("type", "must be text, image or document");
        }
        block.RefuseUnknown();
    }

    private static void CheckSource(JsonFields source, params ReadOnlySpan<string> types)
    {
        switch (source.RequiredOneOf("type", types))
        {
            case "url":
                source.RequiredText("url", 1, 8_192);
                break;
            case "file":
                source.RequiredText("file_id", 1, 256);
                break;
            default:
                source.RequiredText("media_type", 1, 255);
                source.RequiredText("data", 1, int.MaxValue);
                break;
        }
        source.RefuseUnknown();
    }
}
