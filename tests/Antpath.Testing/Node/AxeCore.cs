namespace Antpath.Testing.Node;

/// <summary>Deque's axe, which finds what people with other eyes, hands or programs cannot use on a page.</summary>
public static class AxeCore
{
    /// <summary>The script to run in a page; it defines <c>axe</c>.</summary>
    public static async Task<string> ScriptAsync(CancellationToken cancellationToken) =>
        await File.ReadAllTextAsync(Path.Combine(await Counterparts.InstallAsync(cancellationToken), "node_modules", "axe-core", "axe.min.js"), cancellationToken);
}
