using System.Text;

namespace Antpath.Benchmarks.Emulator;

/// <summary>The least a server on this machine can do: it reads a request and answers two kilobytes.</summary>
internal static class EchoProcess
{
    private const int AnswerBytes = 2_048;

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var answer = Encoding.ASCII.GetBytes(new string('x', AnswerBytes));
        app.Run(http => http.Response.Body.WriteAsync(answer, http.RequestAborted).AsTask());
        await app.StartAsync(CancellationToken.None);
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }
}
