namespace Antpath.Templates;

/// <summary>
/// A typed variable of a template. Its value comes with each submission and replaces <c>{{name}}</c> in the prompt and the
/// system prompt. Put into an interpolated string it becomes its placeholder.
/// </summary>
public abstract record TemplateVariable
{
    private TemplateVariable(string name) => Name = name;

    /// <summary>1 to 64 letters, digits and underscores; starts with a small letter.</summary>
    public string Name { get; }

    /// <summary>What the value means; at most 1,024 characters. Null: nothing said.</summary>
    public string? Description { get; init; }

    /// <summary>Whether a submission must give a value. Excludes a default. An optional variable without default renders as nothing.</summary>
    public bool Required { get; init; }

    internal abstract string TypeName { get; }

    /// <returns>The name and the type.</returns>
    public sealed override string ToString() => $"{Name}: {TypeName}";

    /// <summary>Text.</summary>
    public sealed record String : TemplateVariable
    {
        /// <summary>Names the variable.</summary>
        /// <param name="name">The variable's name.</param>
        public String(string name)
            : base(name)
        {
        }

        /// <summary>Used when the submission gives no value. Null: none.</summary>
        public string? Default { get; init; }

        /// <summary>Fewest characters. Null: no bound.</summary>
        public int? MinLength { get; init; }

        /// <summary>Most characters, up to 100,000. Null: 100,000.</summary>
        public int? MaxLength { get; init; }

        internal override string TypeName => "string";
    }

    /// <summary>A whole number between -(2^53 - 1) and 2^53 - 1.</summary>
    public sealed record Integer : TemplateVariable
    {
        /// <summary>Names the variable.</summary>
        /// <param name="name">The variable's name.</param>
        public Integer(string name)
            : base(name)
        {
        }

        /// <summary>Used when the submission gives no value. Null: none.</summary>
        public long? Default { get; init; }

        /// <summary>Smallest value. Null: no bound.</summary>
        public long? Minimum { get; init; }

        /// <summary>Largest value. Null: no bound.</summary>
        public long? Maximum { get; init; }

        internal override string TypeName => "integer";
    }

    /// <summary>A finite number, rendered as JSON writes it.</summary>
    public sealed record Number : TemplateVariable
    {
        /// <summary>Names the variable.</summary>
        /// <param name="name">The variable's name.</param>
        public Number(string name)
            : base(name)
        {
        }

        /// <summary>Used when the submission gives no value. Null: none.</summary>
        public double? Default { get; init; }

        /// <summary>Smallest value. Null: no bound.</summary>
        public double? Minimum { get; init; }

        /// <summary>Largest value. Null: no bound.</summary>
        public double? Maximum { get; init; }

        internal override string TypeName => "number";
    }

    /// <summary>True or false, rendered as these words.</summary>
    public sealed record Boolean : TemplateVariable
    {
        /// <summary>Names the variable.</summary>
        /// <param name="name">The variable's name.</param>
        public Boolean(string name)
            : base(name)
        {
        }

        /// <summary>Used when the submission gives no value. Null: none.</summary>
        public bool? Default { get; init; }

        internal override string TypeName => "boolean";
    }

    /// <summary>One of a few texts.</summary>
    public sealed record Enum : TemplateVariable
    {
        /// <summary>Names the variable.</summary>
        /// <param name="name">The variable's name.</param>
        public Enum(string name)
            : base(name)
        {
        }

        /// <summary>The accepted values: 1 to 100, all different.</summary>
        public required IReadOnlyList<string> Values { get; init; }

        /// <summary>Used when the submission gives no value. Null: none.</summary>
        public string? Default { get; init; }

        internal override string TypeName => "enum";
    }
}
