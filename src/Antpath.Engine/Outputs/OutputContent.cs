using Antpath.Engine.Outputs.Storage;

namespace Antpath.Engine.Outputs;

/// <summary>One output, ready to be handed out.</summary>
public sealed class OutputContent
{
    private readonly IOutputStore _store;
    private readonly OutputPath _path;

    internal OutputContent(IOutputStore store, OutputPath path)
    {
        _store = store;
        _path = path;
    }

    /// <summary>The true name, as data.</summary>
    public required string FileName { get; init; }

    /// <summary>A media type that no browser runs, see <see cref="ContentTypes.Neutralise"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes of the whole file.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the whole file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The header value that saves it under its name.</summary>
    public string ContentDisposition => Outputs.ContentDisposition.Attachment(FileName);

    /// <summary>Opens the bytes or a part of them. The caller disposes the stream.</summary>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Bytes at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutputStoreException">The store cannot give it.</exception>
    public Task<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken) => _store.OpenAsync(_path, offset, length, cancellationToken);
}
