namespace Antpath.Server.Api;

/// <summary>One operation of the API: what it is called, where it is, and who may use it.</summary>
/// <param name="Id">The operation id of the API description, stable.</param>
/// <param name="Method">The HTTP method; <c>GET</c> includes <c>HEAD</c> where <paramref name="Scope"/> is null.</param>
/// <param name="Route">The route pattern.</param>
/// <param name="Scope">The scope a token needs; null when the operation takes no token.</param>
/// <param name="Tag">The noun it is listed under.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record Operation(string Id, string Method, string Route, string? Scope, string Tag, string Summary)
{
    /// <summary>Whether the person, or the token's creator, must be an owner besides: judged where it is done, under the lock that changes of roles take.</summary>
    public bool OwnerOnly { get; init; }
}
