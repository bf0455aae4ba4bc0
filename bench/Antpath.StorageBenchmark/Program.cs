// One gigabyte into the S3 store beside a plain copy of the same bytes into the same server, turn by turn, and what memory it took.
//   dotnet run -c Release --project bench/Antpath.StorageBenchmark -- [mebibytes, 1024] [rounds, 3]
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Antpath.Engine.Configuration;
using Antpath.Engine.Outputs;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Antpath.StorageBenchmark;
using Antpath.Testing.ObjectStorage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

const string Bucket = "bench";
const long Small = 12 << 20;
var bytes = (args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1024) << 20;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;

await using var server = await CephGateway.StartAsync(bytes * ((2 * rounds) + 2), CancellationToken.None);
using var plain = new AmazonS3Client(
    new BasicAWSCredentials(server.AccessKeyId, server.SecretAccessKey),
    new AmazonS3Config { ServiceURL = server.Endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "default", RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
await plain.PutBucketAsync(Bucket, CancellationToken.None);
await using var services = Services();
var store = services.GetRequiredService<IOutputStore>();
await store.ProbeAsync(CancellationToken.None);

await PlainAsync(Small);
await OursAsync(Small); // both compiled before anything is measured

Console.WriteLine($"{bytes >> 20} MiB, {rounds} rounds, plain copy and store in turn");
var ratios = new List<double>();
for (var round = 1; round <= rounds; round++)
{
    var copy = await MeasureAsync(() => PlainAsync(bytes));
    var ours = await MeasureAsync(() => OursAsync(bytes));
    ratios.Add(ours.Rate / copy.Rate);
    Console.WriteLine($"{round}: plain {copy.Rate,6:0} MiB/s  store {ours.Rate,6:0} MiB/s  ratio {ratios[^1]:0.00}  extra memory of the store {ours.ExtraMebibytes:0} MiB");
}

ratios.Sort();
Console.WriteLine($"median ratio {ratios[ratios.Count / 2]:0.00} (wanted: 0.50 or more, with less than 64 MiB)");

ServiceProvider Services()
{
    var configuration = new ConfigurationBuilder().AddAntpathEnvironment(new Dictionary<string, string?>
    {
        ["ANTPATH_STORAGE_BACKEND"] = "s3", ["ANTPATH_STORAGE_BUCKET"] = Bucket, ["ANTPATH_STORAGE_S3_ENDPOINT"] = server.Endpoint.AbsoluteUri,
        ["ANTPATH_STORAGE_S3_REGION"] = "default", ["ANTPATH_STORAGE_S3_ACCESS_KEY_ID"] = server.AccessKeyId, ["ANTPATH_STORAGE_S3_SECRET_ACCESS_KEY"] = server.SecretAccessKey,
    }).Build();
    return new ServiceCollection().AddAntpathOutputs(configuration).BuildServiceProvider();
}

Task OursAsync(long size) => store.WriteAsync(store.NewPath(new WorkspaceId(Guid.CreateVersion7())), new PatternStream(size), size, CancellationToken.None);

// the simplest copy the protocol knows: one request, unsigned body, nothing hashed and nothing looked at afterwards
async Task PlainAsync(long size)
{
    var url = await plain.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = Bucket, Key = $"plain/{Guid.CreateVersion7()}", Verb = HttpVerb.PUT, Protocol = Protocol.HTTP, Expires = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
    });
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
    using var content = new StreamContent(new PatternStream(size), 128 * 1024);
    content.Headers.ContentLength = size;
    using var answer = await http.PutAsync(new Uri(url), content, CancellationToken.None);
    answer.EnsureSuccessStatusCode();
}

async Task<(double Rate, double ExtraMebibytes)> MeasureAsync(Func<Task> copy)
{
    GC.Collect();
    var before = Environment.WorkingSet;
    var peak = before;
    using var watch = TimeProvider.System.CreateTimer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    var begun = TimeProvider.System.GetTimestamp();
    await copy();
    return (bytes / 1048576.0 / TimeProvider.System.GetElapsedTime(begun).TotalSeconds, (peak - before) / 1048576.0);
}
