namespace Antpath.Templates;

/// <summary>The published JSON Schema (2020-12) of templates, for editors.</summary>
public static class TemplateSchema
{
    private const string Resource = "Antpath.template.schema.json";

    /// <summary>
    /// The schema document. A template that it accepts may still be refused for what a schema cannot say: placeholders,
    /// references between members, sizes in bytes.
    /// </summary>
    public static string Json { get; } = Load();

    private static string Load()
    {
        using var stream = typeof(TemplateSchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly was built without its resource '{Resource}'. Build it again.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
