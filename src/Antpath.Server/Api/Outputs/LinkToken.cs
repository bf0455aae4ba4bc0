namespace Antpath.Server.Api.Outputs;

/// <summary>Takes the token from a link's query. By hand: nothing of it may reach a log.</summary>
internal static class LinkToken
{
    private const int CharsMax = 2048;

    /// <returns>Null when there is not exactly one of a believable length.</returns>
    public static string? Of(HttpRequest request) => request.Query["token"] is [{ Length: > 0 and <= CharsMax } token] ? token : null;
}
