using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Antpath.Engine.Outputs.Storage.S3;

namespace Antpath.Engine.Outputs.Storage.Supabase;

/// <summary>
/// Links that Supabase Storage signs and serves: <c>POST /object/sign/{bucket}/{path}</c>. Its errors are answered as 400 with the real status in the
/// body; nothing of an answer is repeated, because a link is one.
/// </summary>
internal sealed class SupabaseLinks : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly string _bucket;
    private readonly TimeSpan _ttl;
    private readonly TimeProvider _time;

    public SupabaseLinks(StorageOptions storage, S3Options options, TimeProvider time)
    {
        _root = S3Addresses.SupabaseRoot(options) ?? throw new InvalidOperationException("ANTPATH_STORAGE_S3_ENDPOINT is not Supabase's");
        _bucket = storage.Bucket;
        _ttl = storage.NativeLinkTtl;
        _time = time;
        _http = new HttpClient(S3Connection.Handler(options)) { Timeout = options.S3CallTimeout, MaxResponseContentBufferSize = AnswerBytesMax };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", storage.SupabaseKey);
        _http.DefaultRequestHeaders.Add("apikey", storage.SupabaseKey);
    }

    public async Task<StoreLink> MakeAsync(OutputPath path, string fileName, CancellationToken cancellationToken)
    {
        var expiresAt = _time.GetUtcNow() + _ttl;
        var signed = await SignAsync(path, cancellationToken);
        // served as an attachment under this name
        var url = $"{_root.AbsoluteUri.TrimEnd('/')}{signed}&download={Uri.EscapeDataString(ContentDisposition.SafeName(fileName))}";
        return new StoreLink(new Uri(url), expiresAt);
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> SignAsync(OutputPath path, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonContent.Create(new SignRequest((int)_ttl.TotalSeconds), SupabaseJson.Default.SignRequest);
            using var answer = await _http.PostAsync(new Uri(_root, $"object/sign/{_bucket}/{path}"), body, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw Refusal(path, answer.StatusCode, text);
            // anything else could lead the user's browser to another place
            var signed = JsonSerializer.Deserialize(text, SupabaseJson.Default.SignAnswer)?.SignedUrl;
            return signed is not null && signed.StartsWith($"/object/sign/{_bucket}/{path}?token=", StringComparison.Ordinal)
                ? signed
                : throw new OutputStoreException($"The output store's link to the object '{path}' leads elsewhere.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OutputStoreException($"The output store did not sign a link to the object '{path}'.", e is HttpRequestException ? e : new IOException(e.GetType().Name));
        }
    }

    private static OutputStoreException Refusal(OutputPath path, HttpStatusCode status, string text)
    {
        var real = RealStatus(text) ?? (int)status;
        var fault = real switch
        {
            404 => StoreFault.Missing,
            >= 400 and < 500 and not 429 => StoreFault.Refused,
            _ => StoreFault.Unavailable,
        };
        return new OutputStoreException($"The output store did not sign a link to the object '{path}': {real}.") { Fault = fault };
    }

    private static int? RealStatus(string text)
    {
        try
        {
            return int.TryParse(JsonSerializer.Deserialize(text, SupabaseJson.Default.SignError)?.StatusCode, out var status) ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
