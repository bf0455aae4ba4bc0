using System.Text;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Snapshots;

/// <summary><c>antpath-emulator snapshot sanitize IN OUT</c>.</summary>
internal static class SnapshotCommand
{
    /// <exception cref="EmulatorSettingsException">The arguments or the input are not what they should be.</exception>
    public static void Run(string[] args)
    {
        if (args is not ["sanitize", { } input, { } output])
            throw new EmulatorSettingsException("Usage: antpath-emulator snapshot sanitize IN.jsonl OUT.jsonl");
        if (!File.Exists(input))
            throw new EmulatorSettingsException($"{input} does not exist.");
        if (File.Exists(output))
            throw new EmulatorSettingsException($"{output} exists already; choose another name.");

        // Beside the output first: a recording that cannot be read to its end leaves nothing that looks sanitized.
        string unfinished = output + ".unfinished";
        try
        {
            Write(input, unfinished);
            File.Move(unfinished, output);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static void Write(string input, string output)
    {
        var sanitizer = new SnapshotSanitizer();
        using var writer = new StreamWriter(output, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        int number = 0;
        foreach (string text in File.ReadLines(input))
        {
            number++;
            if (text.Length > 0)
                writer.WriteLine(Clean(sanitizer, text, $"{input}:{number}"));
        }
    }

    private static string Clean(SnapshotSanitizer sanitizer, string text, string place)
    {
        try
        {
            return Encoding.UTF8.GetString(JsonText.Bytes(sanitizer.Sanitize(SnapshotLine.Parse(text, place)).Render()));
        }
        catch (InvalidOperationException broken)
        {
            throw new EmulatorSettingsException($"{place}: holds text that is not Unicode.", broken);
        }
    }
}
