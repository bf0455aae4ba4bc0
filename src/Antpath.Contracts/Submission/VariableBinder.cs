using System.Text;
using Antpath.Json;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>Holds submitted values against a template's variables and fills them in.</summary>
internal sealed class VariableBinder(ProblemList problems)
{
    public RunContent? Bind(Template template, IReadOnlyList<(string Name, JsonTree Value, JsonPointer At)> given, MemberReader body)
    {
        var before = problems.Count;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, at) in given)
        {
            if (template.Variables.FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.Ordinal)) is not { } variable)
                problems.Add(at, ProblemCodes.VariableUnknown, $"The template has no such variable. Correct the name or remove the value.{NearestName.Suggest(name, template.Variables.Select(v => v.Name))}");
            else if (VariableValues.Read(variable, value, at, problems) is { } text)
                texts[name] = text;
        }

        var names = given.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in template.Variables.Where(v => !names.Contains(v.Name)))
        {
            if (variable.Required)
                problems.Add(body.At.Member("variables"), ProblemCodes.VariableMissing, $"The template requires a value for '{variable.Name}' ({variable.TypeName}). Add it to 'variables'.");
            else if (VariableValues.DefaultText(variable) is { } text)
                texts[variable.Name] = text;
        }

        if (problems.Count > before)
            return null;

        var at0 = body.At.Member("template");
        var prompt = Render(template.Prompt, texts, TemplateLimits.PromptCharsMax, at0.Member("prompt"));
        var system = template.Agent.System is { } source
            ? Render(source, texts, TemplateLimits.SystemCharsMax, at0.Member("agent").Member("system"))
            : null;
        if (prompt is { Length: 0 })
            problems.Add(at0.Member("prompt"), ProblemCodes.TooShort, "The prompt is empty once its variables are filled in. Give them values.");

        if (problems.Count > before || prompt is null)
            return null;

        return new RunContent
        {
            Prompt = prompt,
            System = system is { Length: > 0 } ? new SecretString(system) : null,
            InputFiles = template.InputFiles,
            VariablesJson = Encoding.UTF8.GetString(JsonTreeWriter.ToUtf8(new JsonTree.Members([.. given.Select(v => KeyValuePair.Create(v.Name, v.Value))]))),
        };
    }

    private string? Render(string text, Dictionary<string, string> values, int charsMax, JsonPointer at)
    {
        // Counted before it is built: many placeholders times a long value is more than memory holds.
        var chars = PromptSyntax.RenderedLength(text, values);
        if (chars <= charsMax)
            return PromptSyntax.Render(text, values);

        problems.Add(at, ProblemCodes.RenderedTooLong, $"The text has {chars} characters once its variables are filled in; at most {charsMax} are accepted. Shorten the text or the values.");
        return null;
    }
}
