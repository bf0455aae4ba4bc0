using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Antpath.Engine.Outputs.Storage;

namespace Antpath.Engine.Tests.Outputs.Storage.S3;

public sealed class S3ProbeTests(S3Bucket bucket) : IClassFixture<S3Bucket>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_private_bucket_passes_and_keeps_nothing_of_the_probe()
    {
        using var store = bucket.Store();

        await store.ProbeAsync(Cancellation);

        Assert.Empty((await store.ListAsync("probe/", null, 10, Cancellation)).Objects);
    }

    [Fact]
    public Task A_bucket_that_is_not_there_is_named() => RefusesAsync("ANTPATH_STORAGE_BUCKET: there is no bucket 'nowhere-to-be-found'", bucketName: "nowhere-to-be-found");

    [Fact]
    public Task A_wrong_secret_is_named() => RefusesAsync("ANTPATH_STORAGE_S3_SECRET_ACCESS_KEY", secret: "wrong");

    [Fact]
    public Task A_wrong_key_is_named() => RefusesAsync("ANTPATH_STORAGE_S3_ACCESS_KEY_ID", key: "unknown");

    [Fact]
    public Task A_server_that_is_not_there_is_named() => RefusesAsync("ANTPATH_STORAGE_S3_ENDPOINT", endpoint: "http://127.0.0.1:9");

    [Fact]
    public async Task A_bucket_that_lists_itself_to_strangers_is_refused()
    {
        var open = await BucketAsync();
        await bucket.Client.PutBucketAclAsync(new PutBucketAclRequest { BucketName = open, ACL = S3CannedACL.PublicRead }, Cancellation);

        await RefusesAsync("is public", bucketName: open);
    }

    [Fact]
    public async Task A_bucket_whose_policy_gives_objects_to_strangers_is_refused()
    {
        var open = await BucketAsync();
        var policy = $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{open}}/*"}]}
            """;
        await bucket.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = open, Policy = policy }, Cancellation);

        await RefusesAsync("is public", bucketName: open);
    }

    [Fact]
    public async Task A_bucket_open_to_every_account_is_refused_although_strangers_are_not_let_in()
    {
        var open = await BucketAsync();
        await bucket.Client.PutBucketAclAsync(new PutBucketAclRequest { BucketName = open, ACL = S3CannedACL.AuthenticatedRead }, Cancellation);

        await RefusesAsync("access list", bucketName: open);
    }

    [Fact]
    public async Task A_key_that_may_not_write_is_told_what_it_needs()
    {
        var closed = await BucketAsync();
        var policy = $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{closed}}/*"}]}
            """;
        await bucket.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = closed, Policy = policy }, Cancellation);

        await RefusesAsync("may not write", bucketName: closed);
    }

    private async Task RefusesAsync(string says, string? bucketName = null, string? key = null, string? secret = null, string? endpoint = null)
    {
        using var store = bucket.Store(
            o =>
            {
                o.S3AccessKeyId = key ?? o.S3AccessKeyId;
                o.S3SecretAccessKey = secret ?? o.S3SecretAccessKey;
                o.S3Endpoint = endpoint ?? o.S3Endpoint;
                o.S3TriesMax = 1;
            },
            bucketName);

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => store.ProbeAsync(Cancellation));

        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(bucket.Account.SecretAccessKey, problem.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> BucketAsync()
    {
        var name = $"probe-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        await bucket.Client.PutBucketAsync(name, Cancellation);
        return name;
    }
}
