using Antpath.Templates;

namespace Antpath.Cli.Commands.Run;

/// <summary>A template file's problems with their lines.</summary>
internal static class TemplateProblems
{
    public static IReadOnlyList<InputProblem> Of(JsonFile file) =>
        Template.TryParse(file.Bytes) is TemplateParseResult.Invalid invalid
            ? [.. invalid.Problems.Select(problem => new InputProblem(file.Name, problem.Message, problem.Code, problem.Pointer, JsonPlaces.LineOf(file.Bytes, problem.Pointer)))]
            : [];
}
