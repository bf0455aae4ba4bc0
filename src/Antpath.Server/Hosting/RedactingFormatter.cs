using Antpath.Problems;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Antpath.Server.Hosting;

/// <summary>
/// Takes what looks like a credential out of every log line, message, values and exception alike, as it is written. The second line of defence: nobody
/// logs one on purpose.
/// </summary>
internal sealed class RedactingFormatter(ConsoleFormatter inner) : ConsoleFormatter(inner.Name)
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new StringWriter();
        inner.Write(in logEntry, scopeProvider, line);
        textWriter.Write(SecretRedaction.RedactLine(line.ToString()));
    }
}
