using System.Security.Cryptography;

namespace Antpath.LocalPostgres.Cluster;

/// <summary>The files of one local server, and the lock that lets one process at a time work with them.</summary>
internal sealed class ClusterFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;

    private ClusterFolder(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    public string DataFolder => Path.Combine(Root, "data");

    /// <summary>A data folder that initdb has not finished: it gets its real name last, so that a crash leaves none half made.</summary>
    public string UnfinishedDataFolder => Path.Combine(Root, "data.unfinished");

    public string LogFile => Path.Combine(DataFolder, "server.log");

    private string PasswordFile => Path.Combine(Root, "password");

    /// <summary>Major version of the server that made the data; null when there is no data yet.</summary>
    public int? DataMajor
    {
        get
        {
            var file = Path.Combine(DataFolder, "PG_VERSION");
            return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), out var major) ? major : null;
        }
    }

    /// <exception cref="EmbeddedPostgresException">Another process has it open, or it cannot be made.</exception>
    public static ClusterFolder Open(string root, ServerAccount account)
    {
        root = Path.GetFullPath(root);
        try
        {
            Directory.CreateDirectory(root);
            if (account.Name is not null)
            {
                File.SetUnixFileMode(root, Traversable);
            }

            account.CheckReachable(root);
            // The runtime locks a file opened without sharing, and the system drops the lock when the process dies, however it dies.
            return new ClusterFolder(root, new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException($"'{root}' cannot be written: choose a folder of your own for the PostgreSQL data.", e);
        }
        catch (IOException e)
        {
            throw new EmbeddedPostgresException($"'{root}' is in use by another process. Stop that one first, or choose another folder.", e);
        }
    }

    /// <returns>The superuser's password: drawn on the first call, kept in a file that only its owner may read.</returns>
    public string Password()
    {
        if (!File.Exists(PasswordFile))
        {
            WritePrivate(PasswordFile, RandomNumberGenerator.GetHexString(48, lowercase: true));
        }

        return File.ReadAllText(PasswordFile).Trim();
    }

    /// <summary>Writes the password once more for initdb, which reads it as the server's account.</summary>
    public string WritePasswordForInitDb()
    {
        var file = Path.Combine(Root, "password.initdb");
        WritePrivate(file, Password());
        return file;
    }

    /// <summary>Removes everything but the lock: data and the password that belongs to it.</summary>
    public void Erase()
    {
        foreach (var folder in new[] { DataFolder, UnfinishedDataFolder }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(PasswordFile);
    }

    /// <summary>Removes the folder itself, lock included.</summary>
    public void Remove()
    {
        Directory.Delete(Root, recursive: true);
        Dispose();
    }

    public void Dispose() => _lock.Dispose();

    private static void WritePrivate(string file, string text)
    {
        File.Delete(file);
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var writer = new StreamWriter(stream);
        writer.WriteLine(text);
    }
}
