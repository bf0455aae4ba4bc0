using Antpath.LocalPostgres;

namespace Antpath.DevStack.Stack;

/// <summary>Where one stack keeps its things.</summary>
/// <param name="Root">The folder that holds all of them.</param>
internal sealed record StackFolders(string Root)
{
    /// <summary>The lasting stack of <c>make dev</c>.</summary>
    public static StackFolders Dev => new(Path.Combine(UserFolders.DataFolder, "dev"));

    /// <summary>A stack that is thrown away when its process ends.</summary>
    public static StackFolders ThrowAway() => new(Path.Combine(UserFolders.CacheFolder, $"stack-{Environment.ProcessId}"));

    /// <summary>The database server's folder.</summary>
    public string Postgres => Path.Combine(Root, "postgres");

    /// <summary>Captured outputs.</summary>
    public string Storage => Path.Combine(Root, "storage");

    /// <summary>Generated secrets of this stack, readable by their owner only.</summary>
    public string Secrets => Path.Combine(Root, "secrets.json");

    /// <summary>Removes everything but a database server's folder that is still in use.</summary>
    public void Erase()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
