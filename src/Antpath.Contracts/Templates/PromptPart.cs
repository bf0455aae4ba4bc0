namespace Antpath.Templates;

/// <summary>A piece of a text with placeholders.</summary>
internal abstract record PromptPart
{
    private PromptPart()
    {
    }

    internal sealed record Literal(string Text) : PromptPart;

    /// <param name="Name">The variable's name.</param>
    /// <param name="Offset">Where the braces open in the text, in characters from 0.</param>
    internal sealed record Placeholder(string Name, int Offset) : PromptPart;

    /// <param name="Reason">What is wrong with what looks like a placeholder.</param>
    /// <param name="Offset">Where the braces open in the text, in characters from 0.</param>
    internal sealed record Broken(string Reason, int Offset) : PromptPart;
}
