namespace Antpath.Cli.Hosting;

/// <summary>Everything outside of the commands: streams, terminal, environment, folders, clock. Tests make their own.</summary>
internal sealed record CliHost
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool InIsTerminal { get; init; }

    /// <summary>Columns of the terminal; 80 when there is none.</summary>
    public int Width { get; init; } = 80;

    public required Func<string, string?> Environment { get; init; }

    /// <summary>What relative paths are relative to.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Where the saved login lives.</summary>
    public required string ConfigFolder { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Cancelled by the first Ctrl-C or termination signal.</summary>
    public CancellationToken Interrupted { get; init; }

    /// <summary>Reads a line without showing it; only where <see cref="InIsTerminal"/>.</summary>
    public required Func<string> ReadHidden { get; init; }

    /// <summary>Changes made to the client's options before it is built; tests shorten waits here.</summary>
    public Action<AntpathClientOptions> ConfigureClient { get; init; } = _ => { };

    /// <summary>Colour follows https://no-color.org: only on a terminal, and not when NO_COLOR is set to anything.</summary>
    public bool Colour => OutIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";

    public string PathOf(string path) => Path.GetFullPath(path, WorkingFolder);

    /// <summary>One line to standard error: warnings and hints, which are no result.</summary>
    public void Tell(string line) => Error.WriteLine(line);
}
