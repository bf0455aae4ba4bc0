using Antpath.Submission;
using Antpath.Templates;

namespace Antpath;

/// <summary>What to run, and with which credentials. <see cref="Template"/> and <see cref="Secrets"/> are required.</summary>
public sealed record SubmitRun
{
    /// <summary>The task. Secret-free, and the same for every run made from it.</summary>
    public required Template Template { get; init; }

    /// <summary>
    /// This run's own credentials: the provider key, tokens for MCP servers, uploaded skills. They are encrypted for this one run and destroyed
    /// when it is over.
    /// </summary>
    public required RunSecrets Secrets { get; init; }

    /// <summary>Values for the template's variables, by name: text, numbers or booleans as the template declares them.</summary>
    public IDictionary<string, VariableValue> Variables { get; init; } = new Dictionary<string, VariableValue>(StringComparer.Ordinal);

    /// <summary>Whether the provider's session is removed or kept afterwards. Default: as the template says, then as the deployment does.</summary>
    public CleanupPolicy? Cleanup { get; init; }

    /// <summary>Words to find the run by: at most 16, each 1 to 64 letters, digits and <c>. _ : -</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>-100 to 100; higher goes first. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>
    /// Makes a repeated submission return the first run: 1 to 255 printable ASCII characters, best a name of your own for the work. Default:
    /// one new random key per call, kept across its retries.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <returns>The template's name and hash: variables and secrets stay out of logs.</returns>
    public override string ToString() => $"submission of {Template}";

    internal byte[] ToUtf8Json() => new SubmissionRequest
    {
        Template = Template,
        Variables = Variables.ToDictionary(StringComparer.Ordinal),
        Secrets = Secrets,
        Cleanup = Cleanup,
        Tags = Tags,
        Priority = Priority,
    }.ToUtf8Json();
}
