namespace Antpath.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record BenchOptions
{
    private static readonly string[] Parts = ["emulator", "control-plane"];

    public required BenchSize Size { get; init; }

    public required string OutFolder { get; init; }

    /// <summary>Null: all.</summary>
    public string? Only { get; init; }

    public bool Includes(string part) => Only is null || Only == part;

    /// <exception cref="FormatException">An argument is unknown.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions { Size = BenchSize.Full, OutFolder = Path.Combine("artifacts", "bench") };
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--quick" => options with { Size = BenchSize.Quick },
                "--tiny" => options with { Size = BenchSize.Tiny },
                "--out" when i + 1 < args.Length => options with { OutFolder = args[++i] },
                var part when Parts.Contains(part) => options with { Only = part },
                var unknown => throw new FormatException($"'{unknown}' is not known. Known: {string.Join(", ", Parts)}, --quick, --tiny, --out FOLDER."),
            };
        }

        return options;
    }
}
