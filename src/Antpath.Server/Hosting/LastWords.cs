using System.Diagnostics;
using System.Text;
using Antpath.Problems;
using Antpath.Server.Commands;

namespace Antpath.Server.Hosting;

/// <summary>
/// What the process says when it dies of an exception that nobody handled. The runtime would print the whole exception; its message may hold anything,
/// so only types and places are told.
/// </summary>
internal static class LastWords
{
    /// <summary>Speaks instead of the runtime from now on, and ends the process with <see cref="ExitCodes.Broken"/>.</summary>
    public static void Install(TextWriter error) => AppDomain.CurrentDomain.UnhandledException += (_, died) =>
    {
        try
        {
            error.WriteLine(Of(died.ExceptionObject as Exception));
            error.Flush();
        }
        finally
        {
            Environment.Exit(ExitCodes.Broken); // before the runtime speaks
        }
    };

    /// <summary>The types of an exception and of those inside it, each with where it was thrown.</summary>
    internal static string Of(Exception? exception)
    {
        var words = new StringBuilder("antpath-server ended: an exception that nobody handled. Its message is not shown, because it may hold anything.");
        for (var inner = exception; inner is not null; inner = inner.InnerException)
            words.AppendLine().Append(inner.GetType().FullName).AppendLine().Append(new StackTrace(inner, fNeedFileInfo: false).ToString().TrimEnd());
        return SecretRedaction.RedactLine(words.ToString());
    }
}
