using System.CommandLine;
using System.Text.Json;
using Antpath.Cli.Commands.Run;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Templates;

namespace Antpath.Cli.Commands.Templates;

/// <summary><c>antpath template validate</c></summary>
internal static class TemplateValidateCommand
{
    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("file") { Description = "Template files.", Arity = ArgumentArity.OneOrMore };
        var json = GlobalOptions.NewJson();
        var command = new DocumentedCommand("validate", "check templates by the server's own rules.")
        {
            Calls = false,
            Notes = "Lists every problem with file, line, JSON pointer, code and remedy. Variables that nothing uses are warned about.",
            Examples = [new("antpath template validate templates/*.json", "Check all of them, for instance before a commit:")],
        };
        return command.With(files, json).Does(host, async (parsed, _, cancellationToken) =>
        {
            var asJson = parsed.GetValue(json);
            var bad = 0;
            foreach (var path in parsed.GetRequiredValue(files))
                bad += await ValidateAsync(host, path, asJson, cancellationToken) ? 0 : 1;
            return bad == 0 ? ExitCodes.Succeeded : ExitCodes.BadInput;
        });
    }

    private static async Task<bool> ValidateAsync(CliHost host, string path, bool json, CancellationToken cancellationToken)
    {
        IReadOnlyList<InputProblem> problems;
        Template? template = null;
        try
        {
            var file = await JsonFile.ReadAsync(host, path, cancellationToken);
            template = Template.TryParse(file.Bytes) is TemplateParseResult.Valid valid ? valid.Template : null;
            problems = template is null ? TemplateProblems.Of(file) : [];
        }
        catch (BadInputException unreadable)
        {
            problems = unreadable.Problems;
        }

        if (json)
            JsonLines.Write(host, writer => Write(writer, path, template, problems));
        else if (template is not null)
            host.Out.WriteLine($"{path}: ok  {template.Name}  {template.Hash[..19]}…  {Quantities.Of(template.Variables.Count, "variable")}");
        else
            host.Out.WriteLine($"{path}: {Quantities.Of(problems.Count, "problem")}");
        if (!json)
        {
            foreach (var problem in problems)
                host.Tell(Failures.Line(problem));
        }

        foreach (var unused in template?.UnusedVariables ?? [])
            host.Tell($"warning: {path}: nothing uses the variable {unused}; write {{{{{unused}}}}} where its value belongs, or remove it");
        return template is not null;
    }

    private static void Write(Utf8JsonWriter writer, string path, Template? template, IReadOnlyList<InputProblem> problems)
    {
        writer.WriteStartObject();
        writer.WriteString("file", path);
        writer.WriteBoolean("valid", template is not null);
        if (template is not null)
        {
            writer.WriteString("name", template.Name);
            writer.WriteString("hash", template.Hash);
        }

        writer.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("pointer", problem.Pointer ?? "");
            writer.WriteString("code", problem.Code ?? "unreadable");
            writer.WriteString("message", problem.Message);
            if (problem.Line is { } line)
                writer.WriteNumber("line", line);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("unusedVariables");
        foreach (var unused in template?.UnusedVariables ?? [])
            writer.WriteStringValue(unused);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
