using Antpath.Templates;

namespace Snippets;

internal static class ReleaseNotesTemplate
{
    public static Template Make(byte[] changes) => Template.Define("release-notes", t =>
    {
        t.Description("Writes release notes from a list of changes.");
        var product = t.String("product", description: "What is released", required: true, maxLength: 80);
        var entries = t.Integer("entries", defaultValue: 5, minimum: 1, maximum: 50);
        var tone = t.Enum("tone", ["plain", "festive"], defaultValue: "plain");
        t.Agent("claude-opus-5-5", system: $"You write short, exact release notes in a {tone} tone.", effort: Effort.Medium);
        t.BuiltInTools(enabledByDefault: true, new ToolConfig("web_search") { Enabled = false });
        t.Networking(new Networking.Limited { AllowedHosts = ["docs.example.com"] });
        t.Prompt($"Read changes.csv and write notes.md for {product} with at most {entries} entries.");
        t.InputFile("changes.csv", changes);
        t.Limits(maxDuration: TimeSpan.FromMinutes(15), budgetUsd: 2);
    });
}
