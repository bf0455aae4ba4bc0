using System.Text.Json;
using Antpath.Cli.Hosting;
using Antpath.Problems;
using Antpath.Submission;

namespace Antpath.Cli.Commands.Run;

/// <summary>
/// Puts a submission together from files, flags and environment, and has it read by the very parser the server uses, so that every problem is
/// known before anything is sent.
/// </summary>
internal sealed class SubmissionDraft
{
    private const string NoKey = "No Anthropic API key. Set ANTHROPIC_API_KEY, or put it into --secrets-file as anthropic.apiKey.";

    private readonly RunOptions _options;
    private readonly JsonFile _template;
    private readonly List<InputProblem> _problems = [];
    private readonly VariableInput _variables = new();
    private SecretsInput _secrets = new();

    private SubmissionDraft(RunOptions options, JsonFile template)
    {
        _options = options;
        _template = template;
    }

    /// <exception cref="BadInputException">Something must be corrected; the exception has every problem.</exception>
    public static async Task<SubmitRun> ReadAsync(RunOptions options, CliHost host, CancellationToken cancellationToken)
    {
        var draft = new SubmissionDraft(options, await JsonFile.ReadAsync(host, options.Template, cancellationToken));
        return await draft.ReadAsync(host, cancellationToken);
    }

    private async Task<SubmitRun> ReadAsync(CliHost host, CancellationToken cancellationToken)
    {
        var template = _template.Open(out var broken);
        if (broken is not null)
            _problems.AddRange(TemplateProblems.Of(_template));
        await ReadVariablesAsync(host, cancellationToken);
        _secrets = await SecretsInput.ReadAsync(host, _options, template ?? default, _problems, cancellationToken);
        if (!_secrets.HasKey)
            _problems.Add(new InputProblem("provider key", NoKey, "missing_member"));
        if (template is not { } tree)
            throw new BadInputException(_problems);

        var read = SubmissionParser.Parse(Body(tree), SubmissionLimits.Default);
        if (read is SubmissionParseResult.Refused refused)
            _problems.AddRange(refused.Problems.Where(problem => _secrets.HasKey || !AboutTheKey(problem)).Select(Placed));
        return _problems.Count == 0 && read is SubmissionParseResult.Accepted accepted
            ? Submission(accepted.Run, tree)
            : throw new BadInputException(_problems);
    }

    private async Task ReadVariablesAsync(CliHost host, CancellationToken cancellationToken)
    {
        if (_options.VariableFile is { } path)
        {
            var file = await JsonFile.ReadAsync(host, path, cancellationToken);
            if (file.Open(out var problem) is { } root)
                _variables.AddFile(file, root, _problems);
            else
                _problems.Add(problem!);
        }

        _variables.AddFlags(_options.Variables, _problems);
    }

    private ReadOnlyMemory<byte> Body(JsonElement template)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("template");
            writer.WriteRawValue(_template.Bytes, skipInputValidation: true); // as written: repeated members and number spellings are the parser's to judge
            _variables.Write(writer, template);
            _secrets.Write(writer);
            if (_options.Cleanup is { } cleanup)
            {
                writer.WriteStartObject("cleanup");
                writer.WriteString("claudeSession", cleanup);
                writer.WriteEndObject();
            }

            if (_options.Tags.Count > 0)
            {
                writer.WriteStartArray("tags");
                foreach (var tag in _options.Tags)
                    writer.WriteStringValue(tag);
                writer.WriteEndArray();
            }

            if (_options.Priority is { } priority)
                writer.WriteNumber("priority", priority);
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    private SubmitRun Submission(SubmittedRun read, JsonElement template)
    {
        var submission = new SubmitRun
        {
            Template = read.Template,
            Secrets = read.Secrets,
            Cleanup = _options.Cleanup is null ? null : read.Cleanup,
            Tags = read.Tags,
            Priority = read.Priority,
            IdempotencyKey = _options.IdempotencyKey,
        };
        foreach (var (name, value) in _variables.Values(template))
            submission.Variables[name] = value;
        return submission;
    }

    private static bool AboutTheKey(Problem problem) => problem.Pointer is "/secrets" or "/secrets/anthropic" or "/secrets/anthropic/apiKey";

    private InputProblem Placed(Problem problem)
    {
        var steps = problem.Pointer.Split('/');
        var rest = string.Concat(steps.Skip(2).Select(step => "/" + step));
        return (steps.Length > 1 ? steps[1] : "") switch
        {
            "template" => new InputProblem(_template.Name, problem.Message, problem.Code, rest, JsonPlaces.LineOf(_template.Bytes, rest)),
            "variables" when steps.Length > 2 && _variables.IsFromFile(steps[2]) =>
                new InputProblem(_variables.PlaceOf(steps[2]), problem.Message, problem.Code, rest, JsonPlaces.LineOf(_variables.File!.Bytes, rest)),
            "variables" => new InputProblem(steps.Length > 2 ? _variables.PlaceOf(steps[2]) : "variables", problem.Message, problem.Code),
            "secrets" => new InputProblem(_secrets.File?.Name ?? "secrets", problem.Message, problem.Code, rest),
            "tags" => new InputProblem("--tag", problem.Message, problem.Code, rest),
            "priority" => new InputProblem("--priority", problem.Message, problem.Code),
            "cleanup" => new InputProblem("--cleanup", problem.Message, problem.Code),
            _ => new InputProblem("submission", problem.Message, problem.Code, problem.Pointer),
        };
    }
}
