using System.Text;

namespace Antpath.Cli.Hosting;

/// <summary>The real outside: this process's console, environment and folders.</summary>
internal static class ProcessHost
{
    public static CliHost Create(Interrupts interrupts)
    {
        Console.OutputEncoding = Encoding.UTF8;
        return new CliHost
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OutIsTerminal = !Console.IsOutputRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Width = Width(),
            Environment = Environment.GetEnvironmentVariable,
            WorkingFolder = Environment.CurrentDirectory,
            ConfigFolder = ConfigFolder(),
            Interrupted = interrupts.Token,
            ReadHidden = ReadHidden,
        };
    }

    private static int Width()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth < 40 ? 80 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80; // a terminal that does not know its size
        }
    }

    private static string ConfigFolder()
    {
        var xdg = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        var root = Path.IsPathRooted(xdg) ? xdg
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(root, "antpath");
    }

    private static string ReadHidden()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }

        return text.ToString();
    }
}
