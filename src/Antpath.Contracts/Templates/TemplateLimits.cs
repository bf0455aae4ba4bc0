namespace Antpath.Templates;

/// <summary>Bounds of a template. Lengths are in UTF-16 characters; the provider's own limits where it has one (its contract §6 to §11).</summary>
public static class TemplateLimits
{
    /// <summary>Longest template name.</summary>
    public const int NameCharsMax = 64;

    /// <summary>Longest description, of a template or of a variable.</summary>
    public const int DescriptionCharsMax = 1024;

    /// <summary>Most variables.</summary>
    public const int VariablesMax = 64;

    /// <summary>Longest variable name.</summary>
    public const int VariableNameCharsMax = 64;

    /// <summary>Longest value of a string variable, unless the variable says less.</summary>
    public const int VariableCharsMax = 100_000;

    /// <summary>Most values of an enum variable.</summary>
    public const int EnumValuesMax = 100;

    /// <summary>Longest value of an enum variable.</summary>
    public const int EnumValueCharsMax = 256;

    /// <summary>Longest model id.</summary>
    public const int ModelCharsMax = 128;

    /// <summary>Longest system prompt, as written and as rendered.</summary>
    public const int SystemCharsMax = 100_000;

    /// <summary>Longest prompt, as written and as rendered.</summary>
    public const int PromptCharsMax = 200_000;

    /// <summary>Most MCP servers.</summary>
    public const int McpServersMax = 20;

    /// <summary>Longest name of an MCP server.</summary>
    public const int McpServerNameCharsMax = 255;

    /// <summary>Longest URL.</summary>
    public const int UrlCharsMax = 2048;

    /// <summary>Most toolsets: the built-in one and one for each MCP server.</summary>
    public const int ToolsetsMax = McpServersMax + 1;

    /// <summary>Most tool entries over all toolsets.</summary>
    public const int ToolConfigsMax = 128;

    /// <summary>Longest name of a tool.</summary>
    public const int ToolNameCharsMax = 128;

    /// <summary>Most domains that a web tool may be limited to or kept from.</summary>
    public const int ToolDomainsMax = 64;

    /// <summary>Most skills.</summary>
    public const int SkillsMax = 20;

    /// <summary>Longest skill id or version.</summary>
    public const int SkillIdCharsMax = 128;

    /// <summary>Longest name of an uploaded skill.</summary>
    public const int SkillNameCharsMax = 64;

    /// <summary>Most hosts that limited networking allows.</summary>
    public const int AllowedHostsMax = 100;

    /// <summary>Longest host name (RFC 1035).</summary>
    public const int HostCharsMax = 253;

    /// <summary>Most packages of one package manager.</summary>
    public const int PackagesMax = 100;

    /// <summary>Longest package name with its version.</summary>
    public const int PackageCharsMax = 214;

    /// <summary>Most input files.</summary>
    public const int InputFilesMax = 100;

    /// <summary>Largest input file, in bytes: 1 MiB.</summary>
    public const int InputFileBytesMax = 1 << 20;

    /// <summary>All input files together, in bytes: 8 MiB.</summary>
    public const int InputFilesBytesMax = 8 << 20;

    /// <summary>Longest path of a file.</summary>
    public const int PathCharsMax = 512;

    /// <summary>Longest component of a path.</summary>
    public const int PathComponentCharsMax = 255;

    /// <summary>Shortest maximum duration of a run, in seconds.</summary>
    public const int DurationSecondsMin = 30;

    /// <summary>Longest maximum duration of a run, in seconds: one day.</summary>
    public const int DurationSecondsMax = 86_400;

    /// <summary>Maximum duration of a run when the template says nothing, in seconds: one hour.</summary>
    public const int DurationSecondsDefault = 3600;

    /// <summary>Smallest budget, in US dollars.</summary>
    public const decimal BudgetUsdMin = 0.01m;

    /// <summary>Largest budget, in US dollars.</summary>
    public const decimal BudgetUsdMax = 10_000m;
}
