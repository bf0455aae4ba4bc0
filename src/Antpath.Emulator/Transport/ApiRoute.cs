namespace Antpath.Emulator.Transport;

/// <summary>One endpoint of the map in §5.</summary>
internal sealed record ApiRoute(string Method, string Template, ApiFamily Family, CallClass Class, BodyKind Body, Func<ApiCall, ApiReply> Handler)
{
    public string Name => $"{Method} {Template}";
}
