using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Files;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Events;

/// <summary>Reads the content blocks of one request's events (§13.1).</summary>
internal sealed class ContentRules(Organization organization, DateTimeOffset now)
{
    private const int BlocksMax = 1_000;
    private const int TextCharsMax = 10_000_000;
    private const int FileDocumentsMax = 100; // §12.1
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    private int _fileDocuments;

    public (JsonArray Content, string Text) Read(JsonFields fields, string name, bool required)
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

    /// <summary>Blocks that may only be text, at least one of them.</summary>
    public JsonArray ReadTexts(JsonFields fields, string name)
    {
        foreach (JsonElement item in fields.Items(name, BlocksMax) ?? [])
            JsonFields.Of(item, fields.PathOf(name)).RequiredOneOf("type", "text");
        return Read(fields, name, required: true).Content;
    }

    /// <summary>Whether ids of files are checked this early is undocumented (§17.12); the stricter reading.</summary>
    public void CheckFile(JsonFields source)
    {
        string id = source.RequiredText("file_id", 1, 256);
        if (!organization.Files.TryGet(id, out StoredFile? file) || file.ExpiresAt <= now)
            throw source.Missing("file_id", "file", id);
    }

    private void Check(JsonFields block, StringBuilder text)
    {
        switch (block.RequiredText("type", 1, 64))
        {
            case "text":
                text.Append(text.Length == 0 ? "" : "\n").Append(block.RequiredText("text", 1, TextCharsMax));
                break;
            case "image":
                CheckSource(block.RequiredChild("source"), ImageTypes, "base64", "url", "file");
                break;
            case "document":
                CheckDocument(block);
                break;
            default:
                throw block.Wrong("type", "must be text, image or document");
        }
        block.RefuseUnknown();
    }

    private void CheckDocument(JsonFields block)
    {
        string type = CheckSource(block.RequiredChild("source"), ["application/pdf"], "base64", "text", "url", "file");
        if (type == "file" && ++_fileDocuments > FileDocumentsMax)
            throw block.Wrong("source", $"at most {FileDocumentsMax} documents of one request may come from files");
        block.Text("title", 0, 1_000);
        block.Text("context", 0, 100_000);
    }

    private string CheckSource(JsonFields source, string[] mediaTypes, params ReadOnlySpan<string> types)
    {
        string type = source.RequiredOneOf("type", types);
        switch (type)
        {
            case "url":
                source.RequiredText("url", 1, 8_192);
                break;
            case "file":
                CheckFile(source);
                break;
            case "text":
                source.RequiredOneOf("media_type", "text/plain");
                source.RequiredText("data", 1, int.MaxValue);
                break;
            default:
                source.RequiredOneOf("media_type", mediaTypes);
                if (!Base64.IsValid(source.RequiredText("data", 1, int.MaxValue)))
                    throw source.Wrong("data", "is not base64");
                break;
        }
        source.RefuseUnknown();
        return type;
    }
}
