using System.Diagnostics;

namespace Antpath.Testing.ObjectStorage;

/// <summary>Reads what a daemon says, so that it never waits for a reader. Its log file has the same.</summary>
internal static class DrainedProcess
{
    extension(Process process)
    {
        public Process Drained()
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
    }
}
