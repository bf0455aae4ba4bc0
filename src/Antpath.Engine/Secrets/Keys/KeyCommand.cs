using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Secrets.Keys;

/// <summary>
/// A key service behind a program of the operator's: the plug-in point for a KMS or an HSM. For each operation the program is started, gets one JSON
/// object on standard input and answers one on standard output; the key-encryption key never enters this process. Form: docs/operating/vault.md.
/// </summary>
internal sealed partial class KeyCommand(IOptions<VaultOptions> options, TimeProvider time) : IKeyEncryption, IDisposable
{
    private const int AnswerCharsMax = 64 * 1024;

    /// <summary>Base64 as it is, without escaped plus signs: the program may be a shell script.</summary>
    private static readonly KeyCommandJson Plain = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Programs at once: a burst of submissions must not become a burst of processes.</summary>
    private readonly SemaphoreSlim _turns = new(options.Value.KeyCommandConcurrent);

    public string CurrentId => options.Value.KeyCommandKey ?? throw new InvalidOperationException("ANTPATH_VAULT_KEY_COMMAND_KEY is not set");

    public async ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dek, byte[] binding, CancellationToken cancellationToken)
    {
        var copy = dek.ToArray();
        try
        {
            return (await AskAsync(new Question("wrap", CurrentId, copy, binding), cancellationToken)).Data
                ?? throw new KeyUnavailableException($"The key command wrapped nothing with key '{CurrentId}'. Check what it answers.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    public async ValueTask<byte[]> UnwrapAsync(string keyId, byte[] wrapped, byte[] binding, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new Question("unwrap", keyId, wrapped, binding), cancellationToken);
        return answer.Data ?? throw new SecretUnreadableException($"The key command refuses to unwrap it with key '{keyId}'. Check that the key exists and that this host may use it.");
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken)
    {
        using var outOfTime = new CancellationTokenSource(options.Value.KeyCommandTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outOfTime.Token);
        try
        {
            await _turns.WaitAsync(either.Token);
            try
            {
                return await RunAsync(question, either.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeyUnavailableException($"The key command did not answer within {options.Value.KeyCommandTimeout.TotalSeconds:0.#} s ({question.Operation}). Check the key service.", e);
        }
        catch (Exception e) when (e is Win32Exception or IOException or JsonException)
        {
            throw new KeyUnavailableException($"The key command failed ({question.Operation}). Run it by hand with the request of docs/operating/vault.md.", e);
        }
    }

    private async Task<Answer> RunAsync(Question question, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(options.Value.KeyCommand!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            // what it complains about may hold what it was given: it is read, so that the program does not wait, and dropped
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            await JsonSerializer.SerializeAsync(process.StandardInput.BaseStream, question, Plain.Question, cancellationToken);
            process.StandardInput.Close();
            var text = await ReadAsync(process.StandardOutput, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new IOException($"exit code {process.ExitCode}");
            return JsonSerializer.Deserialize(text, Plain.Answer) ?? throw new JsonException("null");
        }
        finally
        {
            Stop(process);
        }
    }

    private static async Task<string> ReadAsync(StreamReader answer, CancellationToken cancellationToken)
    {
        var buffer = new char[AnswerCharsMax + 1];
        var read = await answer.ReadBlockAsync(buffer, cancellationToken);
        return read <= AnswerCharsMax ? new string(buffer, 0, read) : throw new IOException("an answer without end");
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // it ended meanwhile
        }
    }

    /// <param name="Operation"><c>wrap</c> or <c>unwrap</c>.</param>
    /// <param name="Key">Id of the key-encryption key.</param>
    /// <param name="Data">What to wrap or unwrap.</param>
    /// <param name="Context">Associated data; the same for both directions.</param>
    internal sealed record Question(string Operation, string Key, byte[] Data, byte[] Context)
    {
        public override string ToString() => $"{Operation} with {Key}";
    }

    /// <param name="Data">The result; null when the service refuses.</param>
    internal sealed record Answer(byte[]? Data)
    {
        public override string ToString() => "an answer";
    }

    [JsonSerializable(typeof(Question))]
    [JsonSerializable(typeof(Answer))]
    private sealed partial class KeyCommandJson : JsonSerializerContext;
}
