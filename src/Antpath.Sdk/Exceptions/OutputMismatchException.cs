using Antpath.Http;
using Antpath.Runs;

namespace Antpath;

/// <summary>An output's bytes are not the ones the server recorded, also when fetched afresh. Nothing was left under the target's name.</summary>
public sealed class OutputMismatchException : AntpathException
{
    internal OutputMismatchException(OutputView output, string whatDiffers)
        : base($"Output {output.Id}: {whatDiffers}. The content was discarded; try again, then tell support.", FailureCodes.ContentMismatch) =>
        Output = output;

    /// <summary>The output as listed.</summary>
    public OutputView Output { get; }
}
