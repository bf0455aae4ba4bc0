using Antpath.Runs;

namespace Antpath;

/// <summary>How far a download has come. Reported per block and per finished file, from any thread.</summary>
/// <param name="Output">The output that moved.</param>
/// <param name="OutputBytes">Its bytes fetched so far, of its <see cref="OutputView.SizeBytes"/>.</param>
/// <param name="BytesDone">Bytes fetched so far of all outputs asked for.</param>
/// <param name="BytesTotal">Bytes of all outputs asked for.</param>
/// <param name="FilesDone">Outputs complete and verified.</param>
/// <param name="FilesTotal">Outputs asked for.</param>
public sealed record DownloadProgress(OutputView Output, long OutputBytes, long BytesDone, long BytesTotal, int FilesDone, int FilesTotal);
