using System.Globalization;
using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Reads a template from JSON and holds it against every rule, its own and the provider's.</summary>
internal sealed class TemplateReader(ProblemList problems)
{
    /// <returns>The template; null when anything is wrong with it, which is then in the list of problems.</returns>
    public Template? Read(JsonTree tree, JsonPointer at)
    {
        var before = problems.Count;
        if (MemberReader.Open(tree, at, problems) is not { } document)
            return null;

        // Editors find the schema by this member; it says nothing about the run.
        document.Text("$schema");
        var name = ReadName(document);
        var description = document.Text("description", charsMax: TemplateLimits.DescriptionCharsMax);
        var variables = new VariableReader(problems).Read(document);
        var agent = new AgentReader(problems).Read(document);
        var environment = new EnvironmentReader(problems).Read(document);
        var prompt = document.Text("prompt", required: true, 1, TemplateLimits.PromptCharsMax);
        var files = new FileReader(problems, TemplateLimits.InputFilesMax, TemplateLimits.InputFileBytesMax, TemplateLimits.InputFilesBytesMax)
            .Read(document, "inputFiles");
        var limits = ReadLimits(document, problems);
        var cleanup = ReadCleanup(document, problems);
        document.Close();

        CheckPlaceholders(prompt, variables, at.Member("prompt"));
        CheckPlaceholders(agent?.System, variables, at.Member("agent").Member("system"));
        CheckMcpReach(agent, environment, at);
        if (problems.Count > before || name is null || agent is null || prompt is null)
            return null;

        return new Template
        {
            Name = name,
            Description = description,
            Variables = variables,
            Agent = agent,
            Environment = environment ?? new EnvironmentDefinition(),
            Prompt = prompt,
            InputFiles = [.. files.Select(f => new InputFile(f.Path, f.Content))],
            Limits = limits,
            Cleanup = cleanup,
        };
    }

    /// <summary>Reads <c>cleanup: { claudeSession }</c>, which templates and submissions share.</summary>
    public static CleanupPolicy? ReadCleanup(MemberReader document, ProblemList problems)
    {
        if (document.Object("cleanup") is not { } cleanup)
            return null;

        var session = cleanup.Choice("claudeSession", WireWords.Cleanups, required: true);
        cleanup.Close();
        return session is null ? null : new CleanupPolicy(session.Value);
    }

    private string? ReadName(MemberReader document)
    {
        if (document.Text("name", required: true) is not { } name)
            return null;

        if (NameRules.IsTemplateName(name))
            return name;

        problems.Add(document.At.Member("name"), ProblemCodes.InvalidFormat, "A template's name has 1 to 64 of a-z, 0-9 and '-' and starts with a letter.");
        return null;
    }

    /// <summary>Reads <c>limits</c>, which templates and execution bundles share.</summary>
    public static RequestedLimits ReadLimits(MemberReader document, ProblemList problems)
    {
        if (document.Object("limits") is not { } limits)
            return new RequestedLimits();

        var seconds = limits.Integer("maxDurationSeconds", TemplateLimits.DurationSecondsMin, TemplateLimits.DurationSecondsMax);
        var budget = limits.Number("budgetUsd", (double)TemplateLimits.BudgetUsdMin, (double)TemplateLimits.BudgetUsdMax);
        limits.Close();
        return new RequestedLimits
        {
            MaxDuration = TimeSpan.FromSeconds(seconds ?? TemplateLimits.DurationSecondsDefault),
            BudgetUsd = budget is null ? null : ReadCents(budget.Value, limits.At.Member("budgetUsd"), problems),
        };
    }

    /// <summary>The provider counts budgets in cents (its contract §12.1).</summary>
    private static decimal? ReadCents(double amount, JsonPointer at, ProblemList problems)
    {
        // By way of its text, so that 0.1 is the decimal 0.1 and not the nearest double.
        var exact = decimal.Parse(EcmaScriptNumber.Format(amount), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (decimal.Round(exact, 2) == exact)
            return exact;

        problems.Add(at, ProblemCodes.InvalidFormat, "An amount in US dollars has at most two decimals.");
        return null;
    }

    private void CheckPlaceholders(string? text, IReadOnlyList<TemplateVariable> variables, JsonPointer at)
    {
        if (text is null)
            return;

        var declared = variables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var part in PromptSyntax.Parse(text).TakeWhile(_ => !problems.IsFull))
        {
            if (part is PromptPart.Broken broken)
                problems.Add(at, ProblemCodes.PlaceholderInvalid, $"The placeholder at {Place(text, broken.Offset)} {broken.Reason}. Write {{{{name}}}}, or \\{{{{ for plain braces.");
            else if (part is PromptPart.Placeholder { Name: var name } placeholder && !declared.Contains(name))
                problems.Add(at, ProblemCodes.PlaceholderUndeclared, $"The placeholder at {Place(text, placeholder.Offset)} names no variable of this template. Declare it in 'variables', or write \\{{{{ for plain braces.{NearestName.Suggest(name, declared)}");
        }
    }

    private static string Place(string text, int offset)
    {
        var before = text.AsSpan(0, offset);
        var line = before.Count('\n') + 1;
        var column = offset - (before.LastIndexOf('\n') + 1) + 1;
        return $"line {line}, character {column}";
    }

    private void CheckMcpReach(AgentDefinition? agent, EnvironmentDefinition? environment, JsonPointer at)
    {
        if (agent is null || environment?.Networking is not Networking.Limited { AllowMcpServers: false } limited)
            return;

        for (var i = 0; i < agent.McpServers.Count; i++)
        {
            if (Uri.TryCreate(agent.McpServers[i].Url, UriKind.Absolute, out var url) && !limited.AllowedHosts.Any(host => Covers(host, url.IdnHost)))
                problems.Add(at.Member("agent").Member("mcpServers").Item(i), ProblemCodes.NetworkingBlocksMcp, "Limited networking keeps the agent from this server. Set 'allowMcpServers' to true, or add its host to 'allowedHosts'.");
        }
    }

    private static bool Covers(string pattern, string host) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
}
