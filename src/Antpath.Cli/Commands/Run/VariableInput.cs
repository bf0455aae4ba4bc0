using System.Text.Json;
using Antpath.Submission;

namespace Antpath.Cli.Commands.Run;

/// <summary>
/// Gathers variables from <c>--var-file</c> and <c>--var</c>, the latter winning, and writes them as JSON. A shell knows text only, so the
/// template's declarations say what is meant as a number or a boolean; what does not fit stays text, and the parser says what is wrong.
/// </summary>
internal sealed class VariableInput
{
    private readonly Dictionary<string, (JsonElement? FromFile, string? FromFlag)> _values = new(StringComparer.Ordinal);

    public JsonFile? File { get; private set; }

    public void AddFile(JsonFile file, JsonElement root, List<InputProblem> problems)
    {
        File = file;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new InputProblem(file.Name, "Expected an object of variable names and values, like {\"topic\": \"ants\"}.", "wrong_type", Line: 1));
            return;
        }

        foreach (var member in root.EnumerateObject())
            _values[member.Name] = (member.Value, null);
    }

    public void AddFlags(IEnumerable<string> flags, List<InputProblem> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var flag in flags)
        {
            var parts = flag.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                problems.Add(new InputProblem("--var", "Expected NAME=VALUE, like --var topic=\"ant trails\"."));
            else if (!seen.Add(parts[0]))
                problems.Add(new InputProblem($"--var {parts[0]}", "This variable is given twice. Keep one."));
            else
                _values[parts[0]] = (null, parts[1]);
        }
    }

    /// <summary>The option or file a variable's value came from.</summary>
    public string PlaceOf(string name) =>
        !_values.TryGetValue(name, out var value) ? $"variable {name}" : value.FromFlag is not null ? $"--var {name}" : File!.Name;

    public bool IsFromFile(string name) => _values.TryGetValue(name, out var value) && value.FromFile is not null;

    /// <summary>The values as the SDK takes them; only after the parser accepted them.</summary>
    public IEnumerable<(string Name, VariableValue Value)> Values(JsonElement template)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer, template);
            writer.WriteEndObject();
        }

        using var written = JsonDocument.Parse(buffer.ToArray());
        foreach (var variable in written.RootElement.GetProperty("variables").EnumerateObject())
            yield return (variable.Name, Value(variable.Value));
    }

    public void Write(Utf8JsonWriter writer, JsonElement template)
    {
        writer.WriteStartObject("variables");
        foreach (var (name, (fromFile, fromFlag)) in _values)
        {
            writer.WritePropertyName(name);
            if (fromFile is { } element)
                element.WriteTo(writer);
            else
                WriteTyped(writer, fromFlag!, DeclaredType(template, name));
        }

        writer.WriteEndObject();
    }

    private static VariableValue Value(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => VariableValue.FromDouble(value.GetDouble()),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => value.GetString()!,
        };

    private static void WriteTyped(Utf8JsonWriter writer, string text, string? type)
    {
        if (type is "integer" or "number" && IsNumber(text))
            writer.WriteRawValue(text);
        else if (type is "boolean" && text is "true" or "false")
            writer.WriteBooleanValue(text == "true");
        else
            writer.WriteStringValue(text);
    }

    private static string? DeclaredType(JsonElement template, string name) =>
        template.ValueKind == JsonValueKind.Object
        && template.TryGetProperty("variables", out var declared) && declared.ValueKind == JsonValueKind.Object
        && declared.TryGetProperty(name, out var variable) && variable.ValueKind == JsonValueKind.Object
        && variable.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    private static bool IsNumber(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
