namespace Antpath.Engine.Providers;

/// <summary>Kinds of things a run creates at a provider, as the journal spells them.</summary>
public static class ProviderResourceType
{
    public const string Agent = "agent";
    public const string Environment = "environment";
    public const string Vault = "vault";
    public const string Credential = "credential";
    public const string Skill = "skill";
    public const string File = "file";
    public const string Session = "session";
}
