namespace Antpath.Engine.Configuration;

/// <summary>One setting of a deployment, as the documentation and <c>antpath-server config</c> show it.</summary>
public sealed record Setting
{
    /// <summary>The environment variable, <c>ANTPATH_…</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it decides, in one sentence, with its unit.</summary>
    public required string Meaning { get; init; }

    /// <summary>The value when it is not set, as text; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>Allowed values, as text; null when any will do.</summary>
    public string? Range { get; init; }

    /// <summary>Whether the process refuses to start without it.</summary>
    public bool Required { get; init; }

    /// <summary>Other settings, any of which may be set instead of this one.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>Whether its value must never be shown.</summary>
    public bool Secret { get; init; }

    /// <summary>
    /// Says what is wrong with a value that is set, in a sentence that names the setting and repeats nothing of the value; null when nothing is.
    /// For forms that an option's type and range cannot express.
    /// </summary>
    public Func<string, string?> Check { get; init; } = _ => null;

    /// <summary>The configuration key, <c>Antpath:…</c>.</summary>
    public string Key => EnvironmentNames.KeyOf(Name) ?? throw new InvalidOperationException($"setting {Name} does not begin with {EnvironmentNames.Prefix}");
}
