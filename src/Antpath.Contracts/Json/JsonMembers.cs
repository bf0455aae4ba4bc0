namespace Antpath.Json;

/// <summary>Builds an object member by member; a member without a value is left out.</summary>
internal sealed class JsonMembers
{
    private readonly List<KeyValuePair<string, JsonTree>> _members = [];

    public bool IsEmpty => _members.Count == 0;

    public JsonMembers Add(string name, JsonTree? value)
    {
        if (value is not null)
            _members.Add(new(name, value));

        return this;
    }

    public JsonMembers Add(string name, string? value) => Add(name, value is null ? null : JsonTree.Of(value));

    public JsonMembers Add(string name, double? value) => Add(name, value is null ? null : JsonTree.Of(value.Value));

    public JsonMembers Add(string name, bool? value) => Add(name, value is null ? null : JsonTree.Of(value.Value));

    /// <summary>Leaves an empty list out.</summary>
    public JsonMembers AddList(string name, IReadOnlyList<string> values) => Add(name, values.Count == 0 ? null : JsonTree.Of(values));

    /// <summary>Leaves an empty list out.</summary>
    public JsonMembers AddList<T>(string name, IReadOnlyList<T> values, Func<T, JsonTree> write) =>
        Add(name, values.Count == 0 ? null : new JsonTree.List([.. values.Select(write)]));

    public JsonTree ToTree() => new JsonTree.Members(_members);

    /// <summary>Null when no member was added, so that an object of defaults is left out as a whole.</summary>
    public JsonTree? ToTreeOrNull() => IsEmpty ? null : ToTree();
}
