namespace Antpath.Emulator.Transport;

/// <summary>Collects the endpoints of the map in §5 and hands each to the pipeline.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder endpoints, ApiPipeline pipeline)
{
    private readonly List<ApiRoute> _all = [];

    public IReadOnlyList<ApiRoute> All => _all;

    public void Get(string template, Func<ApiCall, ApiReply> handler, ApiFamily family = ApiFamily.ManagedAgents, CallClass callClass = CallClass.Read) =>
        Map(new ApiRoute("GET", template, family, callClass, BodyKind.None, handler));

    /// <summary>Creates and updates: updates are POSTs as well (§1.4).</summary>
    public void Post(string template, CallClass callClass, Func<ApiCall, ApiReply> handler) =>
        Map(new ApiRoute("POST", template, ApiFamily.ManagedAgents, callClass, BodyKind.Json, handler));

    /// <summary>A POST without a body: archive and the like.</summary>
    public void Action(string template, CallClass callClass, Func<ApiCall, ApiReply> handler) =>
        Map(new ApiRoute("POST", template, ApiFamily.ManagedAgents, callClass, BodyKind.None, handler));

    public void Upload(string template, CallClass callClass, BodyKind body, Func<ApiCall, ApiReply> handler) =>
        Map(new ApiRoute("POST", template, ApiFamily.Open, callClass, body, handler));

    public void Delete(string template, Func<ApiCall, ApiReply> handler, ApiFamily family = ApiFamily.ManagedAgents, CallClass callClass = CallClass.Create) =>
        Map(new ApiRoute("DELETE", template, family, callClass, BodyKind.None, handler));

    private void Map(ApiRoute route)
    {
        _all.Add(route);
        endpoints.MapMethods(route.Template, [route.Method], http => pipeline.RunAsync(http, route));
    }
}
