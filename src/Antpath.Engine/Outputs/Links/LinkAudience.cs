namespace Antpath.Engine.Outputs.Links;

/// <summary>What a link is for. Signed with it, so that a link of one kind opens nothing of another.</summary>
internal static class LinkAudience
{
    public const string OutputContent = "antpath output content v1";

    public const string RunArchive = "antpath run archive v1";
}
