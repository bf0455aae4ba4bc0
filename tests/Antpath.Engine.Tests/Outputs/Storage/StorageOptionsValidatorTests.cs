using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.S3;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Outputs.Storage;

public sealed class StorageOptionsValidatorTests
{
    [Theory]
    [InlineData("https://s3.example.test")]
    [InlineData("https://account.r2.example.test/")]
    [InlineData("http://127.0.0.1:7480")]
    [InlineData("http://[::1]:7480")]
    [InlineData("")]
    public void A_bucket_may_be_reached_by_https_or_on_this_machine(string endpoint) => Assert.Null(Problems(endpoint));

    [Theory]
    [InlineData("http://s3.example.test")]
    [InlineData("https://key:secret@s3.example.test")]
    [InlineData("https://s3.example.test/?x=1")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("s3.example.test")]
    public void Another_address_is_refused_and_not_repeated(string endpoint)
    {
        var problems = Problems(endpoint);

        Assert.Contains("ANTPATH_STORAGE_S3_ENDPOINT", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bucket_needs_both_halves_of_its_key()
    {
        var problems = Problems("", key: "", secret: "");

        Assert.Contains("ANTPATH_STORAGE_S3_ACCESS_KEY_ID is not set", problems, StringComparison.Ordinal);
        Assert.Contains("ANTPATH_STORAGE_S3_SECRET_ACCESS_KEY is not set", problems, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://abc.supabase.co")]
    public void Supabase_is_reached_by_its_own_S3_endpoint(string endpoint) =>
        Assert.Contains("/storage/v1/s3", Problems(endpoint, StorageBackend.Supabase), StringComparison.Ordinal);

    [Fact]
    public void Supabases_S3_endpoint_will_do() => Assert.Null(Problems("https://abc.storage.supabase.co/storage/v1/s3", StorageBackend.Supabase));

    [Fact]
    public void A_folder_needs_a_root() =>
        Assert.Contains("ANTPATH_STORAGE_ROOT is not set", Problems("", StorageBackend.FileSystem), StringComparison.Ordinal);

    private static string? Problems(string endpoint, string backend = StorageBackend.S3, string key = "k", string secret = "s")
    {
        var s3 = new S3Options { S3Endpoint = endpoint, S3AccessKeyId = key, S3SecretAccessKey = secret };
        return new StorageOptionsValidator(Options.Create(s3)).Validate(null, new StorageOptions { Backend = backend }).FailureMessage;
    }
}
