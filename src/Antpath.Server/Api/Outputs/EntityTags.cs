using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Antpath.Server.Api.Outputs;

/// <summary>Compares the entity tags a client knows with the file's own (RFC 9110, section 13.1.2). Pure.</summary>
internal static class EntityTags
{
    /// <param name="known">The values of <c>If-None-Match</c>; what cannot be read matches nothing.</param>
    /// <param name="current">The file's tag, with its quotes.</param>
    public static bool Match(StringValues known, string current)
    {
        if (known.Count == 0 || !EntityTagHeaderValue.TryParseList(known.ToArray()!, out var tags))
            return false;
        var own = new EntityTagHeaderValue(current);
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || own.Compare(tag, useStrongComparison: false));
    }
}
