using System.Runtime.InteropServices;
using System.Text.Json;
using Antpath.Emulator.Organizations;

namespace Antpath.Emulator.Transport;

/// <summary>One authenticated call on its way through a handler. Handlers run while holding the organization.</summary>
internal sealed class ApiCall(HttpContext http, EmulatorState emulator, Organization organization, BetaHeader betas)
{
    public HttpContext Http { get; } = http;

    public EmulatorState Emulator { get; } = emulator;

    public Organization Organization { get; } = organization;

    public BetaHeader Betas { get; } = betas;

    public QueryFields Query { get; } = new(http.Request.Query);

    /// <summary>The JSON body; undefined when the endpoint takes none.</summary>
    public JsonElement Body { get; set; }

    /// <summary>Length of the JSON body.</summary>
    public long BodyBytes => Body.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(Body).Length : 0;

    public IReadOnlyList<UploadedPart> Parts { get; set; } = [];

    public DateTimeOffset Now => Emulator.Now;

    /// <summary>A fault makes the listing answer for the whole workspace (§17.19).</summary>
    public bool ScopeIgnored => Http.Items.ContainsKey(Faults.FaultDraw.ScopeIgnoredItem);

    /// <summary>A fault makes the first page of a list empty, with a cursor to the rest.</summary>
    public bool FirstPageEmpty => Http.Items.ContainsKey(Faults.FaultDraw.FirstPageEmptyItem);

    public string Id(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>What a list shows: nothing archived unless asked for, nothing younger than the listing delay (§4).</summary>
    public IEnumerable<T> Listed<T>(Shelf<T> shelf, bool includeArchived)
        where T : class, IStored => shelf.All.Where(item => (includeArchived || item.ArchivedAt is null) && Listed(item.CreatedAt));

    /// <summary>Whether something created then has reached the lists (§17.24).</summary>
    public bool Listed(DateTimeOffset createdAt) => createdAt <= Now - Emulator.Options.ListingDelay;

    public RefusedException Conflict(string message) => new(409, Emulator.Options.ConflictErrorType, message); // §17.2

    public void RefuseRepeatedArchive(IStored item) => RefuseRepeatedArchive(item.Id, item.ArchivedAt);

    public void RefuseRepeatedArchive(string id, DateTimeOffset? archivedAt)
    {
        if (archivedAt is not null && Emulator.Options.ArchiveRepeatStatus == 400) // §17.5
            throw RefusedException.Invalid($"{id} is archived already");
    }
}
