namespace Antpath.Testing.Node;

/// <summary>The scripts of this project's folder <c>Node/counterparts</c>: servers nobody here wrote.</summary>
internal static class Counterparts
{
    /// <returns>The folder with scripts and packages.</returns>
    public static Task<string> InstallAsync(CancellationToken cancellationToken) =>
        NodePackages.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Node", "counterparts"), "test-counterparts", cancellationToken);
}
