using Antpath.Cli.Hosting;
using Antpath.Runs;

namespace Antpath.Cli.Following;

/// <summary>One line an event, with its time: for pipes and logs.</summary>
internal sealed class PlainView(CliHost host) : IProgressView
{
    public bool WantsRun => false;

    public void Saw(EventView entry)
    {
        host.Out.WriteLine($"{Quantities.Instant(entry.OccurredAt)}  {EventLine.Of(entry)}");
        host.Out.Flush();
    }

    public void Saw(RunView run)
    {
        // its events have told everything already
    }
}
