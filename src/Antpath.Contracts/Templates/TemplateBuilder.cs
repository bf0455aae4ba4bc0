using System.Text;

namespace Antpath.Templates;

/// <summary>Says what is in a template. Used inside <see cref="Template.Define"/>, which checks the whole at the end.</summary>
public sealed class TemplateBuilder
{
    private readonly string _name;
    private readonly List<TemplateVariable> _variables = [];
    private readonly List<McpServer> _servers = [];
    private readonly List<SkillReference> _skills = [];
    private readonly List<InputFile> _files = [];
    private string? _description;
    private ModelChoice? _model;
    private string? _system;
    private Toolset.BuiltIn? _builtIn = new();
    private Networking _networking = new Networking.Unrestricted();
    private PackageSet _packages = new();
    private string? _prompt;
    private RequestedLimits _limits = new();
    private CleanupPolicy? _cleanup;

    internal TemplateBuilder(string name) => _name = name;

    /// <summary>Says what the template is for; at most 1,024 characters.</summary>
    /// <param name="text">The description.</param>
    public void Description(string text) => _description = text;

    /// <summary>Declares a text variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it means.</param>
    /// <param name="required">Whether each submission must give it.</param>
    /// <param name="defaultValue">Used when a submission does not.</param>
    /// <param name="minLength">Fewest characters.</param>
    /// <param name="maxLength">Most characters, up to 100,000.</param>
    /// <returns>The variable, to be put into prompts.</returns>
    public TemplateVariable String(
        string name, string? description = null, bool required = false, string? defaultValue = null, int? minLength = null, int? maxLength = null) =>
        Add(new TemplateVariable.String(name) { Description = description, Required = required, Default = defaultValue, MinLength = minLength, MaxLength = maxLength });

    /// <summary>Declares a variable for a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it means.</param>
    /// <param name="required">Whether each submission must give it.</param>
    /// <param name="defaultValue">Used when a submission does not.</param>
    /// <param name="minimum">Smallest value.</param>
    /// <param name="maximum">Largest value.</param>
    /// <returns>The variable, to be put into prompts.</returns>
    public TemplateVariable Integer(
        string name, string? description = null, bool required = false, long? defaultValue = null, long? minimum = null, long? maximum = null) =>
        Add(new TemplateVariable.Integer(name) { Description = description, Required = required, Default = defaultValue, Minimum = minimum, Maximum = maximum });

    /// <summary>Declares a variable for a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it means.</param>
    /// <param name="required">Whether each submission must give it.</param>
    /// <param name="defaultValue">Used when a submission does not.</param>
    /// <param name="minimum">Smallest value.</param>
    /// <param name="maximum">Largest value.</param>
    /// <returns>The variable, to be put into prompts.</returns>
    public TemplateVariable Number(
        string name, string? description = null, bool required = false, double? defaultValue = null, double? minimum = null, double? maximum = null) =>
        Add(new TemplateVariable.Number(name) { Description = description, Required = required, Default = defaultValue, Minimum = minimum, Maximum = maximum });

    /// <summary>Declares a variable that is true or false.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it means.</param>
    /// <param name="required">Whether each submission must give it.</param>
    /// <param name="defaultValue">Used when a submission does not.</param>
    /// <returns>The variable, to be put into prompts.</returns>
    public TemplateVariable Boolean(string name, string? description = null, bool required = false, bool? defaultValue = null) =>
        Add(new TemplateVariable.Boolean(name) { Description = description, Required = required, Default = defaultValue });

    /// <summary>Declares a variable that is one of a few texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The accepted texts.</param>
    /// <param name="description">What it means.</param>
    /// <param name="required">Whether each submission must give it.</param>
    /// <param name="defaultValue">Used when a submission does not.</param>
    /// <returns>The variable, to be put into prompts.</returns>
    public TemplateVariable Enum(string name, IReadOnlyList<string> values, string? description = null, bool required = false, string? defaultValue = null) =>
        Add(new TemplateVariable.Enum(name) { Values = [.. values], Description = description, Required = required, Default = defaultValue });

    /// <summary>Says which model works, and how. Required.</summary>
    /// <param name="model">The provider's model id.</param>
    /// <param name="system">The system prompt; at most 100,000 characters.</param>
    /// <param name="effort">How much the model thinks. Null: the model's default.</param>
    /// <param name="speed">How fast it answers.</param>
    public void Agent(string model, PromptText? system = null, Effort? effort = null, ModelSpeed speed = ModelSpeed.Standard)
    {
        _model = new ModelChoice(model) { Effort = effort, Speed = speed };
        _system = system?.ToSource();
    }

    /// <summary>Says which of the provider's own tools the agent may use. Without this call: all of them.</summary>
    /// <param name="enabledByDefault">Whether tools without an entry may be used.</param>
    /// <param name="configs">Entries for single tools.</param>
    public void BuiltInTools(bool enabledByDefault, params IReadOnlyList<ToolConfig> configs) =>
        _builtIn = new Toolset.BuiltIn { EnabledByDefault = enabledByDefault, Configs = [.. configs] };

    /// <summary>Takes all of the provider's own tools away.</summary>
    public void NoBuiltInTools() => _builtIn = null;

    /// <summary>Adds an MCP server, all of whose tools the agent may use without asking.</summary>
    /// <param name="name">1 to 255 characters, unique in the template.</param>
    /// <param name="url">Absolute https URL.</param>
    /// <param name="auth">How it knows the caller.</param>
    public void McpServer(string name, string url, McpAuth auth = McpAuth.None) => _servers.Add(new McpServer(name, url, auth));

    /// <summary>Adds a skill.</summary>
    /// <param name="skill">Pinned to a version, or uploaded with each submission.</param>
    public void Skill(SkillReference skill) => _skills.Add(skill);

    /// <summary>Says what the sandbox may reach. Without this call: everything.</summary>
    /// <param name="networking">The limits.</param>
    public void Networking(Networking networking) => _networking = networking;

    /// <summary>Says which packages the sandbox has.</summary>
    /// <param name="packages">The packages.</param>
    public void Packages(PackageSet packages) => _packages = packages;

    /// <summary>Says what the agent is to do. Required; 1 to 200,000 characters.</summary>
    /// <param name="text">An interpolated string with variables, or a plain one with <c>{{name}}</c> placeholders.</param>
    public void Prompt(PromptText text) => _prompt = text.ToSource();

    /// <summary>Adds a file that the agent finds in its sandbox.</summary>
    /// <param name="path">Relative path with <c>/</c>.</param>
    /// <param name="content">The bytes; at most 1 MiB.</param>
    public void InputFile(string path, ReadOnlyMemory<byte> content) => _files.Add(new InputFile(path, content.ToArray()));

    /// <summary>Adds a text file that the agent finds in its sandbox.</summary>
    /// <param name="path">Relative path with <c>/</c>.</param>
    /// <param name="content">The text; at most 1 MiB in UTF-8. Placeholders in it are not filled in.</param>
    public void InputFile(string path, string content) => _files.Add(new InputFile(path, Encoding.UTF8.GetBytes(content)));

    /// <summary>Says what a run may use.</summary>
    /// <param name="maxDuration">Whole seconds, 30 s to 24 h. Null: one hour.</param>
    /// <param name="budgetUsd">0.01 to 10,000 US dollars, at most two decimals. Null: the platform's default.</param>
    public void Limits(TimeSpan? maxDuration = null, decimal? budgetUsd = null) =>
        _limits = new RequestedLimits { MaxDuration = maxDuration ?? new RequestedLimits().MaxDuration, BudgetUsd = budgetUsd };

    /// <summary>Says what happens to the provider's session afterwards. Without this call: as the deployment says.</summary>
    /// <param name="claudeSession">Removed or kept.</param>
    public void Cleanup(ClaudeSessionCleanup claudeSession) => _cleanup = new CleanupPolicy(claudeSession);

    /// <summary>Not yet checked: only its JSON form is used.</summary>
    internal Template ToDraft()
    {
        var tools = new List<Toolset>();
        if (_builtIn is not null)
            tools.Add(_builtIn);

        tools.AddRange(_servers.Select(s => new Toolset.Mcp(s.Name)));
        return new Template
        {
            Name = _name,
            Description = _description,
            Variables = _variables,
            Agent = new AgentDefinition { Model = _model ?? new ModelChoice(""), System = _system, Tools = tools, McpServers = _servers, Skills = _skills },
            Environment = new EnvironmentDefinition { Networking = _networking, Packages = _packages },
            Prompt = _prompt ?? "",
            InputFiles = _files,
            Limits = _limits,
            Cleanup = _cleanup,
        };
    }

    private T Add<T>(T variable)
        where T : TemplateVariable
    {
        _variables.Add(variable);
        return variable;
    }
}
