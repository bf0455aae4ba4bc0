using System.Text.Json;
using Antpath.Audit;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Commands.Audit;

/// <summary>Reads what <c>antpath audit export</c> wrote, line by line.</summary>
internal static class AuditExport
{
    /// <summary>Checks a file's chain.</summary>
    /// <exception cref="BadInputException">There is no such file, or it is no export.</exception>
    public static async Task<(AuditChain Chain, string? Break)> CheckAsync(CliHost host, string path, CancellationToken cancellationToken)
    {
        var file = host.PathOf(path);
        if (!File.Exists(file))
            throw new BadInputException(path, "There is no such file.");
        AuditChain? chain = null;
        var number = 0;
        await foreach (var text in File.ReadLinesAsync(file, cancellationToken))
        {
            number++;
            var (head, line) = Read(path, number, text);
            if (number == 1 && head is not null)
                chain = new AuditChain(head);
            else if (chain is null || line is null)
                throw NoExport(path, number);
            else if (chain.Take(line) is { } broken)
                return (chain, broken);
        }

        return chain is null ? throw NoExport(path, 1) : (chain, chain.Finish());
    }

    private static (AuditHead? Head, AuditView? Line) Read(string path, int number, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return (root.TryGetProperty("head", out var head) ? head.Deserialize(WireJson.Default.AuditHead) : null,
                root.TryGetProperty("line", out var line) ? line.Deserialize(WireJson.Default.AuditView) : null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            throw NoExport(path, number);
        }
    }

    private static BadInputException NoExport(string path, int number) =>
        new([new InputProblem(path, "This is not a line of antpath audit export: first the head, then lines of the trail.", "invalid_export", Line: number)]);
}
