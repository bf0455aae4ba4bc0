namespace Antpath.Cli.Commands.Run;

/// <summary>What <c>antpath run</c> was told, before anything was read.</summary>
internal sealed record RunOptions
{
    public required string Template { get; init; }

    public IReadOnlyList<string> Variables { get; init; } = [];

    public string? VariableFile { get; init; }

    public string? SecretsFile { get; init; }

    public string? AnthropicApiKey { get; init; }

    public IReadOnlyList<string> McpSecrets { get; init; } = [];

    public IReadOnlyList<string> Skills { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public int? Priority { get; init; }

    public string? Cleanup { get; init; }

    public string? IdempotencyKey { get; init; }

    public bool Follow { get; init; }

    public bool Wait { get; init; }

    public string? Download { get; init; }

    public bool Overwrite { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool Json { get; init; }
}
