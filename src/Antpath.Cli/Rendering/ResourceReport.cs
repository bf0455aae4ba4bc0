using Antpath.Cli.Hosting;
using Antpath.Runs;

namespace Antpath.Cli.Rendering;

/// <summary>What is said about provider resources that could not be removed, or not yet.</summary>
internal static class ResourceReport
{
    /// <summary>Each with the reason, and how a person removes it once clean-up has given it up.</summary>
    public static void Left(CliHost host, IEnumerable<ResourceView> resources)
    {
        foreach (var resource in resources.Where(r => r.Remedy is not null || (r.CleanupError is not null && r.DisposedAt is null)))
        {
            host.Out.WriteLine($"  {resource.Type} {Printable.Text(resource.ProviderId ?? resource.ProviderName)}: {Printable.Text(resource.CleanupError ?? "not removed")}");
            if (resource.Remedy is not { } remedy)
                continue;
            host.Out.WriteLine($"    {Printable.Text(remedy.Message)}");
            host.Out.WriteLine($"    {Printable.Text(remedy.Command)}");
        }
    }
}
