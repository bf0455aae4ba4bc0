using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>
/// Tries the bucket out before anything relies on it: it is there, takes, gives and removes an object, and shows nothing to somebody without a key.
/// </summary>
internal sealed class S3Probe(S3OutputStore store, S3Calls calls, S3Options options)
{
    private const string Everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
    private const string EveryAccount = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    private static readonly byte[] Content = "probe"u8.ToArray();

    /// <exception cref="OutputStoreException">Something is wrong; the message says what to do.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var path = OutputPath.Parse($"probe/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");
        await StepAsync("list", () => store.ListAsync("probe/", null, 1, cancellationToken));
        await StepAsync("write", () => store.WriteAsync(path, new MemoryStream(Content), Content.Length, cancellationToken));
        try
        {
            await StepAsync("read", () => ReadAsync(path, cancellationToken));
            await EnsurePrivateAsync(path, cancellationToken);
        }
        finally
        {
            await StepAsync("delete", () => store.DeleteAsync([path], CancellationToken.None));
        }
    }

    private async Task ReadAsync(OutputPath path, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenAsync(path, 0, Content.Length, cancellationToken);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, cancellationToken);
        if (!read.ToArray().AsSpan().SequenceEqual(Content))
            throw new OutputStoreException("The output store gave other bytes than it was given.") { Fault = StoreFault.Damaged };
    }

    private async Task EnsurePrivateAsync(OutputPath path, CancellationToken cancellationToken)
    {
        using var stranger = new HttpClient(S3Connection.Handler(options)) { Timeout = options.S3CallTimeout };
        foreach (var address in S3Addresses.Public(options, store.Bucket, path))
        {
            if (await AnswersAsync(stranger, address, cancellationToken))
                throw Public("it answers requests without any key");
        }

        if (await TryAsync("read the access list of", (client, token) => client.GetBucketAclAsync(new GetBucketAclRequest { BucketName = store.Bucket }, token), cancellationToken) is { } acl
            && (acl.Grants ?? []).Any(g => g.Grantee?.URI is Everybody or EveryAccount))
            throw Public("its access list grants rights to everybody");
        if (await TryAsync(
                "read the policy of", (client, token) => client.GetBucketPolicyStatusAsync(new GetBucketPolicyStatusRequest { BucketName = store.Bucket }, token), cancellationToken)
            is { PolicyStatus.IsPublic: true })
            throw Public("its policy is public");
    }

    /// <returns>Whether a stranger got an answer. A store in trouble cannot be judged, and is not believed.</returns>
    private async Task<bool> AnswersAsync(HttpClient stranger, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await stranger.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode < HttpStatusCode.InternalServerError
                ? answer.IsSuccessStatusCode
                : throw new OutputStoreException($"ANTPATH_STORAGE_S3_ENDPOINT: whether the bucket '{store.Bucket}' is private could not be checked; the server answered {(int)answer.StatusCode}. Start again when it is well.");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OutputStoreException($"ANTPATH_STORAGE_S3_ENDPOINT: whether the bucket '{store.Bucket}' is private could not be checked; the server did not answer.", e);
        }
    }

    /// <returns>Null when this server does not know the question or this key may not ask it.</returns>
    private async Task<T?> TryAsync<T>(string act, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await calls.SendAsync(act, null, options.S3CallTimeout, call, cancellationToken);
        }
        catch (OutputStoreException)
        {
            return null;
        }
    }

    private async Task StepAsync(string act, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (OutputStoreException e)
        {
            throw new OutputStoreException($"{Advice(act, e)} ({e.Message})", e) { Fault = e.Fault, Code = e.Code };
        }
    }

    private string Advice(string act, OutputStoreException problem) => problem.Code switch
    {
        "NoSuchBucket" => $"ANTPATH_STORAGE_BUCKET: there is no bucket '{store.Bucket}'. Create it, private, or name another.",
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" =>
            "ANTPATH_STORAGE_S3_ACCESS_KEY_ID, ANTPATH_STORAGE_S3_SECRET_ACCESS_KEY: the output store does not know this key. Copy both again.",
        "RequestTimeTooSkewed" => "This machine's clock and the output store's differ by minutes. Set the clock.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
            $"ANTPATH_STORAGE_S3_REGION, ANTPATH_STORAGE_S3_ENDPOINT: the bucket '{store.Bucket}' is somewhere else.",
        "AccessDenied" => $"ANTPATH_STORAGE_S3_ACCESS_KEY_ID: this key may not {act} in the bucket '{store.Bucket}'. Grant it: list, get, put and delete objects, list and abort uploads.",
        _ when problem.Fault == StoreFault.Unavailable => $"ANTPATH_STORAGE_S3_ENDPOINT: the output store did not answer as it should. Check the address, and that the server runs.",
        _ => $"ANTPATH_STORAGE_BUCKET: the bucket '{store.Bucket}' cannot be used: {act} failed.",
    };

    private OutputStoreException Public(string how) =>
        new($"ANTPATH_STORAGE_BUCKET: the bucket '{store.Bucket}' is public: {how}. Make it private (block public access, remove public grants and policies), then start again.")
        {
            Fault = StoreFault.Refused,
        };
}
