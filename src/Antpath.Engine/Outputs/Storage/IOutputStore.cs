using Antpath.Ids;

namespace Antpath.Engine.Outputs.Storage;

/// <summary>Private storage for captured files. Every backend passes the same conformance suite.</summary>
public interface IOutputStore
{
    /// <summary>A value of <c>output_objects.storage_backend</c>.</summary>
    string Backend { get; }

    /// <summary>The part of the store this installation uses; with the path it names an object.</summary>
    string Bucket { get; }

    /// <summary>A new place for an output; nothing is written.</summary>
    /// <param name="workspace">Whose output it is.</param>
    OutputPath NewPath(WorkspaceId workspace);

    /// <summary>
    /// Copies a stream into a new object. It becomes visible whole and durable, or not at all; no more than a small buffer is held in memory.
    /// </summary>
    /// <param name="path">Where; nothing may be there yet.</param>
    /// <param name="content">The bytes. Its own exceptions pass through unchanged.</param>
    /// <param name="sizeMax">Bytes at most.</param>
    /// <param name="cancellationToken">Ends the copy; nothing stays.</param>
    /// <exception cref="OutputTooLargeException">There is more than <paramref name="sizeMax"/>; nothing stays.</exception>
    /// <exception cref="OutputStoreException">The store failed, or the path is taken; nothing new stays.</exception>
    Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken);

    /// <summary>Opens an object or a part of it. The caller disposes the stream.</summary>
    /// <param name="path">Where.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Bytes at most; the stream ends earlier when the object does.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutputStoreException">The object is missing or cannot be read.</exception>
    Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a link of the store's own to an object, saved under a name by whoever follows it. It works until it expires or the object is gone, whatever
    /// else is deleted. Call it only after authorization; it must not be logged.
    /// </summary>
    /// <param name="path">Where; need not exist.</param>
    /// <param name="fileName">The true name, any text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when links are not the store's business here.</returns>
    /// <exception cref="OutputStoreException">The store failed; try again.</exception>
    Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken);

    /// <summary>Removes an object. One that is not there is removed already.</summary>
    /// <exception cref="OutputStoreException">The store failed; try again.</exception>
    Task DeleteAsync(OutputPath path, CancellationToken cancellationToken);

    /// <summary>Removes objects, many by one request where the store can.</summary>
    /// <param name="paths">Which; those that are not there are removed already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that the store did not remove; try again.</returns>
    /// <exception cref="OutputStoreException">The store failed; any of them may be left.</exception>
    Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken);

    /// <summary>Whether an object is there.</summary>
    /// <exception cref="OutputStoreException">The store failed; it is not known.</exception>
    Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken);

    /// <summary>Lists objects in ordinal order of their paths, as S3 does.</summary>
    /// <param name="prefix">Beginning of the paths wanted.</param>
    /// <param name="after">Only paths behind this one; null to begin.</param>
    /// <param name="limit">Names looked at, at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutputStoreException">The store failed; try again.</exception>
    Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes what copies that broke off long ago left behind and no listing shows.</summary>
    /// <param name="limit">Leftovers looked at, at most.</param>
    /// <param name="cancellationToken">Stops between removals.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="OutputStoreException">The store failed; try again.</exception>
    Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Writes, reads and removes a small object, to find a wrong setting before the first run does.</summary>
    /// <exception cref="OutputStoreException">Something is wrong; the message says which setting and what to do.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
