using Antpath.Json;
using Antpath.Templates;

namespace Antpath.Submission;

/// <summary>A submission as a client writes it; <see cref="SubmissionParser"/> is its reader.</summary>
public sealed record SubmissionRequest
{
    /// <summary>What to run.</summary>
    public required Template Template { get; init; }

    /// <summary>Values of the template's variables.</summary>
    public IReadOnlyDictionary<string, VariableValue> Variables { get; init; } = new Dictionary<string, VariableValue>(StringComparer.Ordinal);

    /// <summary>The run's credentials.</summary>
    public required RunSecrets Secrets { get; init; }

    /// <summary>What happens to the provider's resources afterwards. Null: as the template or the deployment says.</summary>
    public CleanupPolicy? Cleanup { get; init; }

    /// <summary>Words to find the run by: at most 16, each 1 to 64 letters, digits and <c>. _ : -</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>-100 to 100; higher goes first. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>Writes the request body, secrets in the clear: for an encrypted connection only.</summary>
    /// <returns>JSON in UTF-8.</returns>
    public byte[] ToUtf8Json()
    {
        var variables = new JsonMembers();
        foreach (var (name, value) in Variables)
            variables.Add(name, value.ToTree());

        return JsonTreeWriter.ToUtf8(new JsonMembers()
            .Add("template", Template.ToTree())
            .Add("variables", variables.ToTreeOrNull())
            .Add("secrets", SecretsWriter.Write(Secrets))
            .Add("cleanup", TemplateWriter.WriteCleanup(Cleanup))
            .AddList("tags", Tags)
            .Add("priority", Priority == 0 ? null : Priority)
            .ToTree());
    }

    /// <returns>Name and hash of the template.</returns>
    public override string ToString() => $"submission of {Template}";
}
