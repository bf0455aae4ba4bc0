using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath;

/// <summary>The calls about outputs.</summary>
internal static class OutputCalls
{
    public static async Task<OutputLink> LinkAsync(ApiTransport transport, RunId run, OutputId output, CancellationToken cancellationToken)
    {
        var call = new ApiCall<OutputLink>(HttpMethod.Post, $"v1/runs/{run}/outputs/{output}/link", WireJson.Default.OutputLink);
        return (await transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
    }

    public static async Task<OutputLink> ArchiveLinkAsync(ApiTransport transport, RunId run, CancellationToken cancellationToken)
    {
        var call = new ApiCall<OutputLink>(HttpMethod.Post, $"v1/runs/{run}/outputs/link", WireJson.Default.OutputLink);
        return (await transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
    }

    public static IAsyncEnumerable<OutputList> PagesAsync(ApiTransport transport, RunId run, CancellationToken cancellationToken) =>
        PageWalk.AllAsync(
            async (cursor, token) => (await transport.SendAsync(
                new ApiCall<OutputList>(HttpMethod.Get, $"v1/runs/{run}/outputs", WireJson.Default.OutputList)
                {
                    Query = new ApiQuery().Add("limit", RunListLimits.OutputsMax).Add("cursor", cursor).ToString(),
                }, token).ConfigureAwait(false)).Value,
            page => page.NextCursor,
            $"GET /v1/runs/{run}/outputs",
            cancellationToken);
}
