using System.CommandLine;
using Antpath.Cli.Commands.Run;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;
using Antpath.Templates;

namespace Antpath.Cli.Commands.Templates;

/// <summary><c>antpath template …</c>: everything about templates, offline.</summary>
internal static class TemplateCommands
{
    public static Command Create(CliHost host) =>
        new DocumentedCommand("template", "write, check and name templates. Needs no server.")
        {
            Calls = false,
            Examples =
            [
                new("antpath template init field-notes", "Begin one:"),
                new("antpath template validate field-notes.json", "Check it:"),
            ],
        }
            .With(TemplateInitCommand.Create(host), TemplateValidateCommand.Create(host), Hash(host), Schema(host));

    private static DocumentedCommand Hash(CliHost host)
    {
        var file = new Argument<string>("file") { Description = "Template file; - reads standard input." };
        var command = new DocumentedCommand("hash", "print a template's stable hash.")
        {
            Calls = false,
            Notes = "The same for every order of members, spelling of numbers and platform; runs show it, and runs list --template finds by it.",
            Examples = [new("antpath runs list --template \"$(antpath template hash field-notes.json)\"", "All runs of exactly this template:")],
        };
        return command.With(file).Does(host, async (parsed, _, cancellationToken) =>
        {
            var template = await JsonFile.ReadAsync(host, parsed.GetRequiredValue(file), cancellationToken);
            if (Template.TryParse(template.Bytes) is not TemplateParseResult.Valid valid)
                throw new BadInputException(TemplateProblems.Of(template));
            host.Out.WriteLine(valid.Template.Hash);
            return ExitCodes.Succeeded;
        });
    }

    private static DocumentedCommand Schema(CliHost host)
    {
        var command = new DocumentedCommand("schema", "print the JSON Schema of templates, for editors.")
        {
            Calls = false,
            Examples = [new("antpath template schema > template.schema.json", "Save it, and name it as $schema in a template:")],
        };
        return command.Does(host, (_, _, _) =>
        {
            host.Out.WriteLine(TemplateSchema.Json.TrimEnd());
            return Task.FromResult(ExitCodes.Succeeded);
        });
    }
}
