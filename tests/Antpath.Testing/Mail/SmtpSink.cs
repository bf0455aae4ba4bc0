using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Antpath.Testing.Node;

namespace Antpath.Testing.Mail;

/// <summary>A real SMTP server that keeps mail instead of delivering it. Tests use addresses of their own, so that several may share one.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private static readonly TimeSpan MailTimeout = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, Channel<ReceivedMail>> _boxes = new(StringComparer.Ordinal);
    private readonly NodeProgram _program;
    private readonly Task _reading;

    private SmtpSink(NodeProgram program, int port)
    {
        _program = program;
        Port = port;
        _reading = ReadAsync();
    }

    public int Port { get; }

    /// <param name="user">Who may send, or null: everybody.</param>
    /// <param name="password">That user's password, or null.</param>
    public static async Task<SmtpSink> StartAsync(CancellationToken cancellationToken, string? user = null, string? password = null)
    {
        var folder = await Counterparts.InstallAsync(cancellationToken);
        var program = NodeProgram.Start("node", folder, ["smtp-sink.mjs"], ("SMTP_USER", user ?? ""), ("SMTP_PASSWORD", password ?? ""));
        try
        {
            return new SmtpSink(program, int.Parse(await program.AnnouncedAsync("port=", cancellationToken), CultureInfo.InvariantCulture));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings of a server that sends here.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("ANTPATH_MAIL_HOST", "127.0.0.1"),
        new("ANTPATH_MAIL_PORT", Port.ToString(CultureInfo.InvariantCulture)),
        new("ANTPATH_MAIL_TLS", "none"),
        new("ANTPATH_MAIL_FROM", "antpath@example.test"),
    ];

    /// <summary>The next message to an address; waits for it.</summary>
    public async Task<ReceivedMail> ReceiveAsync(string to, CancellationToken cancellationToken) =>
        await Box(to).Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(MailTimeout, cancellationToken);

    /// <summary>Whether a message to an address has come that nobody has received.</summary>
    public bool HasMail(string to) => Box(to).Reader.Count > 0;

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        while (await _program.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var mail = JsonSerializer.Deserialize<ReceivedMail>(line, Web)!;
            Box(mail.To).Writer.TryWrite(mail);
        }
    }

    private Channel<ReceivedMail> Box(string address) => _boxes.GetOrAdd(address, static _ => Channel.CreateUnbounded<ReceivedMail>());
}
