namespace Antpath.Engine.Providers.Claude;

/// <summary>A success whose body lacks what the contract promises. Names the member, never its value.</summary>
#pragma warning disable CA1032, RCS1194 // never made without the member's name
internal sealed class UnreadableAnswerException(string member) : Exception($"The provider's answer has no usable '{member}'.")
#pragma warning restore CA1032, RCS1194
{
    public string Member { get; } = member;
}
