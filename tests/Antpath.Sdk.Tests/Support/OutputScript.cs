using Antpath.Runs;

namespace Antpath.Sdk.Tests.Support;

/// <summary>A run's outputs on a scripted server, and a folder of the test's own to bring them to.</summary>
internal sealed class OutputScript : IDisposable
{
    private readonly ScriptedServer _server;

    public OutputScript(ScriptedServer server, params OutputView[] outputs)
    {
        _server = server;
        Folder = Directory.CreateTempSubdirectory("antpath-test-").FullName;
        server.On(Sample.OutputsRoute, Replies.Json(new OutputList { Data = outputs, Failures = [] }, WireJson.Default.OutputList));
        foreach (var output in outputs)
        {
            var link = new OutputLink { Url = $"{server.BaseUrl}content/{output.Id}?token=signed", ExpiresAt = Sample.Day.AddMinutes(5) };
            server.On(LinkRoute(output), Replies.Json(link, WireJson.Default.OutputLink));
        }
    }

    public string Folder { get; }

    public static string LinkRoute(OutputView output) => $"POST /v1/runs/{Sample.Run}/outputs/{output.Id}/link";

    public static string ContentRoute(OutputView output) => $"GET /content/{output.Id}";

    public OutputScript Content(OutputView output, params Reply[] replies)
    {
        _server.On(ContentRoute(output), replies);
        return this;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
