using System.Text.RegularExpressions;
using Antpath.Runs;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>
/// Makes descriptions that were written for readers of C# fit for readers of JSON: a reference to a member becomes the member's name on the wire,
/// and the description of an optional object stands where tools look for it.
/// </summary>
internal static partial class DescriptionWording
{
    public static void Apply(OpenApiDocument document)
    {
        foreach (var schema in document.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
            Apply(schema);
    }

    private static void Apply(OpenApiSchema schema)
    {
        schema.Description = Reword(schema.Description);
        foreach (var property in schema.Properties?.Values ?? [])
        {
            property.Description = Reword(property.Description);
            if (property is not OpenApiSchema { OneOf: { Count: > 0 } cases } optional || optional.Description is not null)
                continue;

            optional.Description = Reword(cases.Select(c => c.Description).FirstOrDefault(d => d is not null));
            foreach (var some in cases)
                some.Description = null;
        }
    }

    private static string? Reword(string? text) => text is null ? null : MemberReference().Replace(text, OnTheWire);

    private static string OnTheWire(Match reference) => (reference.Groups["type"].Value, reference.Groups["member"].Value) switch
    {
        (nameof(RunStatus), nameof(RunStatus.All)) => string.Join(", ", RunStatus.All.Select(s => $"`{s}`")),
        (nameof(RunListLimits), nameof(RunListLimits.OutputsMax)) => RunListLimits.OutputsMax.ToString(),
        var (_, member) => $"`{char.ToLowerInvariant(member[0])}{member[1..]}`",
    };

    // As the framework writes <see cref="…"/>: the member's type, then the declaring type, then the member
    [GeneratedRegex(@"(?<!\S)[\w&;]+\?? (?<type>[A-Z]\w+)\.(?<member>[A-Z]\w+)", RegexOptions.None, 1000)]
    private static partial Regex MemberReference();
}
