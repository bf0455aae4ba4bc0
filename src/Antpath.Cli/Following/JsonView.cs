using Antpath.Cli.Hosting;
using Antpath.Cli.Rendering;
using Antpath.Runs;

namespace Antpath.Cli.Following;

/// <summary>One JSON object a line.</summary>
internal sealed class JsonView(CliHost host) : IProgressView
{
    public bool WantsRun => false;

    public void Saw(EventView entry) => JsonLines.Write(host, "event", entry, WireJson.Default.EventView);

    public void Saw(RunView run) => JsonLines.Write(host, "run", run, WireJson.Default.RunView);
}
