using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Reads the declarations of a template's variables.</summary>
internal sealed class VariableReader(ProblemList problems)
{
    private static readonly string[] Types = ["string", "integer", "number", "boolean", "enum"];

    public IReadOnlyList<TemplateVariable> Read(MemberReader template)
    {
        var variables = new List<TemplateVariable>();
        foreach (var (name, value, at) in template.Map("variables", TemplateLimits.VariablesMax))
        {
            if (!NameRules.IsVariableName(name))
                problems.Add(at, ProblemCodes.InvalidFormat, "A variable's name has 1 to 64 letters, digits and underscores and starts with a small letter.");

            if (MemberReader.Open(value, at, problems) is { } declaration && Read(name, declaration) is { } variable)
                variables.Add(variable);
        }

        return variables;
    }

    private TemplateVariable? Read(string name, MemberReader declaration)
    {
        var type = declaration.Text("type", required: true);
        var description = declaration.Text("description", charsMax: TemplateLimits.DescriptionCharsMax);
        var required = declaration.Flag("required") ?? false;
        var given = declaration.Any("default");
        if (required && given is not null)
            problems.Add(declaration.At, ProblemCodes.ConflictingMembers, "A required variable has no default. Remove 'required' or 'default'.");

        TemplateVariable? variable = type switch
        {
            "string" => Text(name, declaration),
            "integer" => Integer(name, declaration),
            "number" => Number(name, declaration),
            "boolean" => new TemplateVariable.Boolean(name),
            "enum" => Enum(name, declaration),
            _ => null,
        };
        if (variable is null)
        {
            if (type is not null)
                problems.Add(declaration.At.Member("type"), ProblemCodes.InvalidValue, $"Expected one of: {string.Join(", ", Types)}.{NearestName.Suggest(type, Types)}");

            return null;
        }

        declaration.Close();
        variable = variable with { Description = description, Required = required };
        return given is null ? variable : WithDefault(variable, given, declaration.At.Member("default"));
    }

    private TemplateVariable.String Text(string name, MemberReader declaration)
    {
        var min = declaration.Integer("minLength", 0, TemplateLimits.VariableCharsMax);
        var max = declaration.Integer("maxLength", 0, TemplateLimits.VariableCharsMax);
        RequireOrder(min, max, "minLength", "maxLength", declaration);
        return new TemplateVariable.String(name) { MinLength = (int?)min, MaxLength = (int?)max };
    }

    private TemplateVariable.Integer Integer(string name, MemberReader declaration)
    {
        var min = declaration.Integer("minimum", -JsonTree.Number.SafeIntegerMax, JsonTree.Number.SafeIntegerMax);
        var max = declaration.Integer("maximum", -JsonTree.Number.SafeIntegerMax, JsonTree.Number.SafeIntegerMax);
        RequireOrder(min, max, "minimum", "maximum", declaration);
        return new TemplateVariable.Integer(name) { Minimum = min, Maximum = max };
    }

    private TemplateVariable.Number Number(string name, MemberReader declaration)
    {
        var min = declaration.Number("minimum");
        var max = declaration.Number("maximum");
        RequireOrder(min, max, "minimum", "maximum", declaration);
        return new TemplateVariable.Number(name) { Minimum = min, Maximum = max };
    }

    private TemplateVariable.Enum Enum(string name, MemberReader declaration)
    {
        declaration.Any("values", required: true);
        var values = new List<string>();
        foreach (var (value, at) in declaration.List("values", TemplateLimits.EnumValuesMax))
        {
            if (MemberReader.ReadText(value, at, problems, 1, TemplateLimits.EnumValueCharsMax) is not { } text)
                continue;

            if (values.Contains(text, StringComparer.Ordinal))
                problems.Add(at, ProblemCodes.DuplicateItem, "This value is listed twice. Keep one.");
            else
                values.Add(text);
        }

        if (values.Count == 0 && declaration.Has("values"))
            problems.Add(declaration.At.Member("values"), ProblemCodes.TooFewItems, "An enum needs at least one value.");

        return new TemplateVariable.Enum(name) { Values = values };
    }

    private void RequireOrder<T>(T? min, T? max, string minName, string maxName, MemberReader declaration)
        where T : struct, IComparable<T>
    {
        if (min is { } low && max is { } high && low.CompareTo(high) > 0)
            problems.Add(declaration.At.Member(minName), ProblemCodes.OutOfRange, $"'{minName}' is greater than '{maxName}'. Lower it.");
    }

    private TemplateVariable WithDefault(TemplateVariable variable, JsonTree given, JsonPointer at)
    {
        var ownProblems = new ProblemList();
        if (VariableValues.Read(variable, given, at, ownProblems) is null)
        {
            foreach (var problem in ownProblems.ToList())
                problems.Add(at, ProblemCodes.DefaultInvalid, $"The default breaks the variable's own rules. {problem.Message}");

            return variable;
        }

        return variable switch
        {
            TemplateVariable.String text => text with { Default = ((JsonTree.Text)given).Value },
            TemplateVariable.Integer integer => integer with { Default = ((JsonTree.Number)given).AsInteger },
            TemplateVariable.Number number => number with { Default = ((JsonTree.Number)given).Value },
            TemplateVariable.Boolean boolean => boolean with { Default = ((JsonTree.Flag)given).Value },
            TemplateVariable.Enum choice => choice with { Default = ((JsonTree.Text)given).Value },
            _ => variable,
        };
    }
}
