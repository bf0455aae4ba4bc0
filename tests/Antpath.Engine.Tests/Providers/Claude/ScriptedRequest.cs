namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>One request as it came over the wire.</summary>
internal sealed record ScriptedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public string Path => Target.Split('?')[0];
}
