namespace Antpath.Engine.Providers.Claude;

/// <summary>Reads a plain delete's outcome.</summary>
internal static class Disposals
{
    /// <summary>404 means that it was gone already (provider contract §16.1).</summary>
    public static ProviderResult<Disposal> Of(ProviderResult<bool> deleted) =>
        deleted.Succeeded ? Disposal.Deleted
        : deleted.Failure.HttpStatus == 404 ? Disposal.AlreadyGone
        : deleted.Failure;
}
