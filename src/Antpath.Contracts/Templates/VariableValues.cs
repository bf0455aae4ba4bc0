using System.Globalization;
using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Checks values against the variables they are for, and turns them into text.</summary>
internal static class VariableValues
{
    /// <returns>The value as it appears in a prompt; null, with a problem, when it breaks the variable's rules.</returns>
    public static string? Read(TemplateVariable variable, JsonTree value, JsonPointer at, ProblemList problems) => variable switch
    {
        TemplateVariable.String text =>
            MemberReader.ReadText(value, at, problems, text.MinLength ?? 0, text.MaxLength ?? TemplateLimits.VariableCharsMax),
        TemplateVariable.Integer integer =>
            MemberReader.ReadInteger(value, at, problems, integer.Minimum ?? -JsonTree.Number.SafeIntegerMax, integer.Maximum ?? JsonTree.Number.SafeIntegerMax)
                ?.ToString(CultureInfo.InvariantCulture),
        TemplateVariable.Number number => ReadNumber(number, value, at, problems),
        TemplateVariable.Boolean => ReadFlag(value, at, problems),
        TemplateVariable.Enum choice => ReadChoice(choice, value, at, problems),
        _ => null,
    };

    /// <summary>The declared defaults as text.</summary>
    public static string? DefaultText(TemplateVariable variable) => variable switch
    {
        TemplateVariable.String text => text.Default,
        TemplateVariable.Integer integer => integer.Default?.ToString(CultureInfo.InvariantCulture),
        TemplateVariable.Number { Default: { } value } => EcmaScriptNumber.Format(value),
        TemplateVariable.Boolean { Default: { } value } => FlagText(value),
        TemplateVariable.Enum choice => choice.Default,
        _ => null,
    };

    private static string? ReadNumber(TemplateVariable.Number variable, JsonTree value, JsonPointer at, ProblemList problems)
    {
        var number = MemberReader.ReadNumber(value, at, problems, variable.Minimum ?? double.MinValue, variable.Maximum ?? double.MaxValue);
        return number is null ? null : EcmaScriptNumber.Format(number.Value);
    }

    private static string? ReadFlag(JsonTree value, JsonPointer at, ProblemList problems)
    {
        if (value is JsonTree.Flag flag)
            return FlagText(flag.Value);

        MemberReader.WrongType(value, at, "a boolean", problems);
        return null;
    }

    private static string? ReadChoice(TemplateVariable.Enum variable, JsonTree value, JsonPointer at, ProblemList problems)
    {
        if (MemberReader.ReadText(value, at, problems) is not { } text)
            return null;

        if (variable.Values.Contains(text, StringComparer.Ordinal))
            return text;

        problems.Add(at, ProblemCodes.InvalidValue, $"Expected one of: {string.Join(", ", variable.Values.Take(20))}.");
        return null;
    }

    private static string FlagText(bool value) => value ? "true" : "false";
}
