using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Cli.Commands.Run;

/// <summary>A template file's problems with their lines.</summary>
internal static class TemplateProblems
{
    public static IReadOnlyList<InputProblem> Of(JsonFile file) =>
        Template.TryParse(file.Bytes) is TemplateParseResult.Invalid invalid
            ? [.. invalid.Problems.Select(problem => Placed(file, problem))]
            : [];

    private static InputProblem Placed(JsonFile file, Problem problem) =>
        new(file.Name, problem.Message, problem.Code, problem.Pointer, JsonPlaces.LineOf(file.Bytes, problem.Pointer));
}
