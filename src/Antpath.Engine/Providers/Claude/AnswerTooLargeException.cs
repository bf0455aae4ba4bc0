namespace Antpath.Engine.Providers.Claude;

/// <summary>More bytes arrived than an answer may have.</summary>
#pragma warning disable CA1032, RCS1194 // never made without the bound
internal sealed class AnswerTooLargeException(long bytesMax) : Exception($"The answer is longer than {bytesMax} bytes.");
#pragma warning restore CA1032, RCS1194
