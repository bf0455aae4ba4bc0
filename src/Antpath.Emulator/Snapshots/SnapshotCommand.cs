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

        var sanitizer = new SnapshotSanitizer();
        using var writer = new StreamWriter(output, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        int number = 0;
        foreach (string text in File.ReadLines(input))
        {
            number++;
            if (text.Length > 0)
                writer.WriteLine(Encoding.UTF8.GetString(JsonText.Bytes(sanitizer.Sanitize(SnapshotLine.Parse(text, $"{input}:{number}")).Render())));
        }
    }
}
