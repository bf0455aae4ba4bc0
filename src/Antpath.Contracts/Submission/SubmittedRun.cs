using System.Security.Cryptography;
using Antpath.Json;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>A submission that keeps every rule. Holds secrets: keep it no longer than it takes to vault them.</summary>
public sealed class SubmittedRun
{
    /// <summary>Shortest pepper, in bytes.</summary>
    public const int PepperBytesMin = 16;

    private readonly JsonTree _request;

    internal SubmittedRun(JsonTree request) => _request = request;

    /// <summary>What to run.</summary>
    public required Template Template { get; init; }

    /// <summary>The template's <see cref="Templates.Template.Hash"/>.</summary>
    public string TemplateHash => Template.Hash;

    /// <summary>JSON that says what was submitted without saying its content: structure, model, names, lengths and hashes.</summary>
    public required string RedactedSnapshot { get; init; }

    /// <summary>Words to find the run by; each once.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Higher goes first. Default: 0.</summary>
    public required int Priority { get; init; }

    /// <summary>The submission's clean-up policy, else the template's. Null: as the deployment says.</summary>
    public required CleanupPolicy? Cleanup { get; init; }

    /// <summary>What the agent gets to read.</summary>
    public required RunContent Content { get; init; }

    /// <summary>The run's credentials.</summary>
    public required RunSecrets Secrets { get; init; }

    /// <summary>
    /// Names the request, so that a repeated submission is told from another one under the same key. Covers everything,
    /// secrets too, in canonical form; keyed, so that it does not betray what it covers.
    /// </summary>
    /// <param name="pepper">The deployment's own key; at least <see cref="PepperBytesMin"/> bytes.</param>
    /// <returns><c>hmac-sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    /// <exception cref="ArgumentException">The pepper is too short.</exception>
    public string ComputeRequestHash(ReadOnlySpan<byte> pepper)
    {
        if (pepper.Length < PepperBytesMin)
            throw new ArgumentException($"The pepper has {pepper.Length} bytes; at least {PepperBytesMin} are needed.", nameof(pepper));

        return "hmac-sha256:" + Convert.ToHexString(HMACSHA256.HashData(pepper, CanonicalJson.Write(_request))).ToLowerInvariant();
    }

    /// <summary>Everything that the worker needs to carry the run out.</summary>
    /// <returns>The bundle for the run's vault entry.</returns>
    public ExecutionBundle ToBundle() => new()
    {
        TemplateName = Template.Name,
        Agent = Template.Agent with { System = null },
        Environment = Template.Environment,
        Limits = Template.Limits,
        Content = Content,
        Secrets = Secrets,
    };

    /// <returns>Name and hash of the template.</returns>
    public override string ToString() => $"submission of {Template}";
}
