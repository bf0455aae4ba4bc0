using System.Text.Json;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Settings;

/// <summary>The file of the saved login: readable by its owner alone, replaced as a whole.</summary>
internal sealed class LoginFile(CliHost host)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const long BytesMax = 64 * 1024;

    public string FilePath => Path.Combine(host.ConfigFolder, "login.json");

    /// <exception cref="BadInputException">The file is there and cannot be read.</exception>
    public SavedLogin? Read()
    {
        if (!File.Exists(FilePath))
            return null;
        try
        {
            if (new FileInfo(FilePath).Length > BytesMax)
                throw new JsonException();
            using var file = File.OpenRead(FilePath);
            return JsonSerializer.Deserialize(file, SavedLoginJson.Default.SavedLogin) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new BadInputException(FilePath, "This is not a saved login. Run antpath login again, or delete the file.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new BadInputException(FilePath, "The saved login cannot be read: the file belongs to somebody else.");
        }
    }

    public void Write(SavedLogin login)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(host.ConfigFolder); // the user's profile is private already
        else
            Directory.CreateDirectory(host.ConfigFolder, OwnerFolder);

        var temporary = FilePath + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(temporary, options))
            JsonSerializer.Serialize(file, login, SavedLoginJson.Default.SavedLogin);
        File.Move(temporary, FilePath, overwrite: true);
    }

    /// <returns>Whether there was one.</returns>
    public bool Delete()
    {
        var existed = File.Exists(FilePath);
        File.Delete(FilePath);
        return existed;
    }

    /// <summary>Whether others on this machine may read the token.</summary>
    public bool ReadableByOthers() =>
        !OperatingSystem.IsWindows() && File.Exists(FilePath) && (File.GetUnixFileMode(FilePath) & ~OwnerFolder) != UnixFileMode.None;
}
