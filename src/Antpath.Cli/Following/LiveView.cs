using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Runs;
using Spectre.Console;

namespace Antpath.Cli.Following;

/// <summary>On a terminal: events scroll by as a timeline, and one line below them says where the run is, for how long, and what it costs.</summary>
internal sealed class LiveView : IProgressView
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    private readonly CliHost _host;
    private readonly IAnsiConsole _console;
    private RunView _run;
    private StatusContext? _status;

    private LiveView(CliHost host, RunView run)
    {
        _host = host;
        _console = Ansi.Of(host);
        _run = run;
    }

    public bool WantsRun => true;

    /// <summary>Shows the status line for as long as the work goes on.</summary>
    public static async Task<T> WhileAsync<T>(CliHost host, RunView run, Func<IProgressView, Task<T>> work)
    {
        var view = new LiveView(host, run);
        return await view._console.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(view.StatusLine()), async status =>
        {
            view._status = status;
            using var over = new CancellationTokenSource();
            var ticking = view.TickAsync(over.Token);
            try
            {
                return await work(view);
            }
            finally
            {
                await over.CancelAsync();
                await ticking;
            }
        });
    }

    public void Saw(EventView entry)
    {
        var since = entry.OccurredAt - _run.CreatedAt;
        var label = Printable.Cut(EventLine.Of(entry), Math.Max(20, _host.Width - 12));
        _console.MarkupLine($"[grey]{Quantities.Duration(since),8}[/]  [{EventLine.ColourOf(entry)}]{Markup.Escape(label)}[/]");
    }

    public void Saw(RunView run)
    {
        _run = run;
        Refresh();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickEvery, _host.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                Refresh();
        }
        catch (OperationCanceledException)
        {
            // the work is over
        }
    }

    private void Refresh()
    {
        if (_status is { } status)
            status.Status = Markup.Escape(StatusLine());
    }

    private string StatusLine()
    {
        var elapsed = (_run.CleanedUpAt ?? _host.Time.GetUtcNow()) - _run.CreatedAt;
        var files = _run.OutputCount == 0 ? "" : $" · {Quantities.Of(_run.OutputCount, "file")}";
        var (read, written) = (Quantities.ShortCount(_run.Usage.InputTokens), Quantities.ShortCount(_run.Usage.OutputTokens));
        var usage = $"{read} in, {written} out · {Quantities.Dollars(_run.Usage.ListCostCents)}";
        return Printable.Cut($"{_run.Phase.State.Replace('_', ' ')} · {Quantities.Duration(elapsed)} · {usage}{files}", _host.Width - 4);
    }
}
