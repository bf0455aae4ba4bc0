using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Templates;

namespace Antpath.Cli.Commands.Templates;

/// <summary><c>antpath template init</c></summary>
internal static class TemplateInitCommand
{
    private const string NameDefault = "field-notes";

    public static Command Create(CliHost host)
    {
        var name = new Argument<string>("name")
        {
            Description = $"Name of the template: a-z, 0-9 and -. Default {NameDefault}.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => NameDefault,
        };
        var dir = new Option<string?>("--dir") { HelpName = "DIR", Description = "Folder to write to; made when missing. Default: here." };
        var command = new DocumentedCommand("init", "write a template to begin with, which works as it is.")
        {
            Calls = false,
            Examples = [new("antpath template init weekly-report --dir templates", "Write templates/weekly-report.json:")],
            ExitsWith = [ExitCodes.Conflict],
        };
        return command.With(name, dir).Does(host, async (parsed, _, cancellationToken) =>
        {
            var template = Starter(parsed.GetRequiredValue(name));
            var folder = host.PathOf(parsed.GetValue(dir) ?? ".");
            var path = Path.Combine(folder, template.Name + ".json");
            Directory.CreateDirectory(folder);
            if (File.Exists(path))
            {
                host.Tell($"error: {Path.GetRelativePath(host.WorkingFolder, path)} exists; choose another name or remove it");
                return ExitCodes.Conflict;
            }

            var shown = Path.GetRelativePath(host.WorkingFolder, path);
            await File.WriteAllTextAsync(path, template.ToJson().TrimEnd() + "\n", cancellationToken);
            host.Out.WriteLine($"wrote {shown}");
            RunReport.Next(host, $"antpath template validate {shown}", $"antpath run {shown} --var topic=\"leafcutter ants\" --follow --download outputs");
            return ExitCodes.Succeeded;
        });
    }

    /// <exception cref="BadInputException">The name is none a template can have.</exception>
    internal static Template Starter(string name)
    {
        try
        {
            return Template.Define(name, t =>
            {
                t.Description("Researches a topic and writes short notes about it.");
                var topic = t.String("topic", description: "What to write about", defaultValue: "ants", minLength: 1, maxLength: 200);
                var words = t.Integer("words", description: "How long the notes may be", defaultValue: 300, minimum: 50, maximum: 2000);
                var tone = t.Enum("tone", ["plain", "formal", "playful"], description: "How to sound", defaultValue: "plain");
                t.Agent("claude-opus-5-5", $"You write well-structured notes in Markdown. Your tone is {tone}.");
                t.Prompt($"Write notes about {topic} in at most {words} words. Save them as notes.md, and the sources you used as sources.md.");
                t.Limits(TimeSpan.FromMinutes(15), 2m);
            });
        }
        catch (TemplateException invalid)
        {
            throw new BadInputException([.. invalid.Problems.Select(problem => new InputProblem("NAME", problem.Message, problem.Code))]);
        }
    }
}
