namespace Antpath.Server.Dashboard;

/// <summary>Gives a page a status other than 200 and lets it speak for itself.</summary>
internal static class PageStatus
{
    /// <summary>Set as the answer begins: a page that says 404 earlier is thrown away by the framework, for somebody else to render.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    public static void Answer(this HttpContext http, int status) => http.Response.OnStarting(() =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    });
}
