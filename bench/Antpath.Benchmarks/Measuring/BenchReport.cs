using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antpath.Benchmarks.Measuring;

/// <summary>The figures as a table for people and JSON for comparing.</summary>
internal sealed partial class BenchReport(string size, TimeProvider time)
{
    private readonly List<Figure> _figures = [];

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        Console.WriteLine(Row(figure));
    }

    /// <summary>p50 and p99 of both, and how many there were.</summary>
    public void AddLatencies(string part, string name, Latencies measured, Latencies? baseline = null, string? baselineName = null, double? goalMilliseconds = null)
    {
        Add(new Figure(part, $"{name}, p50", measured.At(0.50), "ms", baseline?.At(0.50), baselineName));
        Add(new Figure(part, $"{name}, p99 of {measured.Count}", measured.At(0.99), "ms", baseline?.At(0.99), baselineName, goalMilliseconds));
    }

    public async Task SaveAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder();
        text.Append($"Size {size}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {time.GetUtcNow():yyyy-MM-dd}\n\n");
        text.Append("| | | Measured | Baseline | Ratio | Goal |\n| --- | --- | ---: | ---: | ---: | ---: |\n");
        foreach (var figure in _figures)
            text.Append(Row(figure)).Append('\n');
        await File.WriteAllTextAsync(Path.Combine(folder, $"{size}.md"), text.ToString(), cancellationToken);
        await using var json = File.Create(Path.Combine(folder, $"{size}.json"));
        await JsonSerializer.SerializeAsync(json, new Saved(time.GetUtcNow(), size, Environment.ProcessorCount, _figures), Json.Default.Saved, cancellationToken);
        Console.WriteLine($"Written to {Path.GetFullPath(folder)}.");
    }

    private static string Row(Figure f) =>
        $"| {f.Part} | {f.Name} | {Text(f.Value)} {f.Unit} | {(f.Baseline is { } b ? $"{Text(b)} {f.Unit}, {f.BaselineName}" : "")} | {(f.Ratio is { } r ? Text(r) : "")} | {(f.Goal is { } g ? $"< {Text(g)} {(f.Value < g ? "met" : "missed")}" : "")} |";

    private static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private sealed record Saved(DateTimeOffset At, string Size, int Processors, IReadOnlyList<Figure> Figures);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Saved))]
    private sealed partial class Json : JsonSerializerContext;
}
