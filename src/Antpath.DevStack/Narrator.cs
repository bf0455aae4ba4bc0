using System.Globalization;

namespace Antpath.DevStack;

/// <summary>Says on stdout what is happening, with the seconds since the start; in colour only on a terminal that wants it.</summary>
internal sealed class Narrator(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly bool _colour = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A step that begins.</summary>
    public void Step(string sentence) =>
        Console.WriteLine($"{Dim(string.Create(CultureInfo.InvariantCulture, $"[{time.GetElapsedTime(_began).TotalSeconds,5:0.0} s]"))} {sentence}");

    /// <summary>A title between blank lines.</summary>
    public void Title(string sentence) => Console.WriteLine($"\n{Bold(sentence)}");

    /// <summary>A fact under a title.</summary>
    public void Fact(string name, string value) => Console.WriteLine($"  {name,-22} {value}");

    /// <summary>Plain text.</summary>
    public void Line(string text = "") => Console.WriteLine(text);

    private string Dim(string text) => _colour ? $"\e[2m{text}\e[0m" : text;

    private string Bold(string text) => _colour ? $"\e[1m{text}\e[0m" : text;
}
