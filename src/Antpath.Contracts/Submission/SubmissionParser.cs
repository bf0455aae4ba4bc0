using Antpath.Json;
using Antpath.Problems;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>
/// Reads what a client submits. The same code runs in the server and, before anything is sent, in the command line. Finds
/// every problem at once, and never throws on input.
/// </summary>
public static class SubmissionParser
{
    /// <summary>Reads a submission.</summary>
    /// <param name="utf8Json">The request body.</param>
    /// <param name="limits">How large it may be.</param>
    /// <returns>What was submitted, or every problem with it.</returns>
    public static SubmissionParseResult Parse(ReadOnlyMemory<byte> utf8Json, SubmissionLimits limits)
    {
        var problems = new ProblemList();
        var tree = StrictJson.Read(utf8Json.Span, limits.ToJsonLimits(), JsonPointer.Submission, problems);
        if (tree is null)
            return new SubmissionParseResult.Refused(problems.ToList());

        SecretScan.Scan(tree, JsonPointer.Submission, problems);
        var run = Read(tree, limits, problems);
        return run is not null && problems.IsEmpty ? new SubmissionParseResult.Accepted(run) : new SubmissionParseResult.Refused(problems.ToList());
    }

    private static SubmittedRun? Read(JsonTree tree, SubmissionLimits limits, ProblemList problems)
    {
        if (MemberReader.Open(tree, JsonPointer.Submission, problems) is not { } body)
            return null;

        var template = body.Any("template", required: true) is { } given ? new TemplateReader(problems).Read(given, body.At.Member("template")) : null;
        var values = body.Map("variables", TemplateLimits.VariablesMax);
        var secrets = new SecretsReader(limits, problems).Read(body);
        var cleanup = TemplateReader.ReadCleanup(body, problems);
        var tags = ReadTags(body, limits, problems);
        var priority = body.Integer("priority", -limits.PriorityMax, limits.PriorityMax) ?? 0;
        body.Close();

        if (template is null)
            return null;

        if (limits.PublicUrlsOnly)
            RequirePublicUrls(template, body.At.Member("template").Member("agent").Member("mcpServers"), problems);

        var rendered = new VariableBinder(problems).Bind(template, values, body);
        if (secrets is not null)
            new SecretsMatch(problems).Check(template.Agent, secrets, body.At.Member("secrets"));

        if (rendered is null || secrets is null)
            return null;

        return new SubmittedRun(tree)
        {
            Template = template,
            RedactedSnapshot = RedactedSnapshot.Write(template, rendered, secrets, values),
            Tags = tags,
            Priority = (int)priority,
            Cleanup = cleanup ?? template.Cleanup,
            Content = rendered,
            Secrets = secrets,
        };
    }

    private static void RequirePublicUrls(Template template, JsonPointer at, ProblemList problems)
    {
        for (var i = 0; i < template.Agent.McpServers.Count; i++)
        {
            if (!PublicHosts.Has(new Uri(template.Agent.McpServers[i].Url)))
            {
                problems.Add(
                    at.Item(i).Member("url"), ProblemCodes.PrivateUrl,
                    "The host is this machine, in a private network, or a cloud's metadata. Name a public one, or ask the deployment's operator to allow private ones.");
            }
        }
    }

    private static List<string> ReadTags(MemberReader body, SubmissionLimits limits, ProblemList problems)
    {
        var tags = new List<string>();
        foreach (var (value, at) in body.List("tags", limits.TagsMax))
        {
            if (MemberReader.ReadText(value, at, problems, 1, limits.TagCharsMax) is not { } tag)
                continue;

            if (!tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-'))
                problems.Add(at, ProblemCodes.InvalidFormat, "A tag has letters, digits and . _ : - only.");
            else if (tags.Contains(tag, StringComparer.Ordinal))
                problems.Add(at, ProblemCodes.DuplicateItem, "This tag is listed twice. Keep one.");
            else
                tags.Add(tag);
        }

        return tags;
    }
}
