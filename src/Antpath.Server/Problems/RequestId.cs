using Antpath.Ids;

namespace Antpath.Server.Problems;

/// <summary>Names one request in its answer and in the logs.</summary>
internal readonly record struct RequestId(Guid Value) : IPrefixedId<RequestId>
{
    public static string Prefix => "req";

    public static RequestId From(Guid value) => new(value);

    public static RequestId Next(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public override string ToString() => PrefixedId.Format(this);
}
