using Antpath.LocalPostgres.Commands;

namespace Antpath.LocalPostgres.Cluster;

/// <summary>Whom the server runs as: PostgreSQL refuses root, so root steps down to <c>nobody</c>; everybody else stays who they are.</summary>
internal sealed class ServerAccount(EmbeddedPostgresOptions options)
{
    /// <summary>Null: our own account.</summary>
    public string? Name { get; } = Environment.IsPrivilegedProcess ? "nobody" : null;

    /// <summary>Gives a file or folder that we made to the account.</summary>
    public async Task GiveAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is null)
        {
            return;
        }

        var result = await new Command("chown", ["-R", Name, path]) { Timeout = options.CommandTimeout, Time = options.Time }.RunAsync(cancellationToken);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException($"'{path}' could not be given to user '{Name}', who runs PostgreSQL for root: {result.LastLines(1)}");
        }
    }

    /// <exception cref="EmbeddedPostgresException">A parent folder keeps the account out.</exception>
    public void CheckReachable(string folder)
    {
        for (var place = Name is null ? null : new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (!place.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL refuses to run as root and user '{Name}' may not enter '{place.FullName}'. Choose another folder, such as one below "
                    + $"'{UserFolders.DataFolder}', or run 'chmod o+x {place.FullName}', or start as an ordinary user.");
            }
        }
    }
}
