using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Antpath.Emulator.Transport;

/// <summary>Reads multipart bodies part by part without holding more than asked for (§1.4).</summary>
internal static class UploadReader
{
    private const int BufferBytes = 64 * 1024;
    private const int BoundaryCharsMax = 200;

    /// <param name="keepBytes">How much of each part to keep.</param>
    /// <param name="totalBytesMax">Beyond this many bytes in all parts together the answer is 413.</param>
    public static async Task<IReadOnlyList<UploadedPart>> ReadAsync(HttpRequest request, long keepBytes, long totalBytesMax, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || type.MediaType != "multipart/form-data")
            throw RefusedException.Invalid("content-type: must be multipart/form-data");
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > BoundaryCharsMax)
            throw RefusedException.Invalid("content-type: has no usable boundary");

        var parts = new List<UploadedPart>();
        long total = 0;
        try
        {
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (parts.Count >= EmulatorLimits.UploadPartsMax)
                    throw RefusedException.Invalid($"at most {EmulatorLimits.UploadPartsMax} parts");
                UploadedPart part = await ReadPartAsync(section, keepBytes, totalBytesMax - total, cancellationToken);
                total += part.Length;
                parts.Add(part);
            }
        }
        catch (InvalidDataException)
        {
            throw RefusedException.Invalid("body: is not well-formed multipart/form-data");
        }
        return parts;
    }

    private static async Task<UploadedPart> ReadPartAsync(MultipartSection section, long keepBytes, long bytesMax, CancellationToken cancellationToken)
    {
        ContentDispositionHeaderValue disposition = section.GetContentDispositionHeader()
            ?? throw RefusedException.Invalid("body: a part has no content-disposition");
        using var kept = new MemoryStream();
        byte[] buffer = new byte[BufferBytes];
        long length = 0;
        int read;
        while ((read = await section.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            length += read;
            if (length > bytesMax)
                throw RefusedException.TooLarge("the upload is larger than allowed");
            int keep = (int)Math.Min(read, keepBytes - kept.Length);
            kept.Write(buffer, 0, keep);
        }
        string? filename = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : Unquoted(disposition.FileName);
        return new UploadedPart(Unquoted(disposition.Name) ?? "", filename, section.ContentType, length, kept.ToArray());
    }

    private static string? Unquoted(Microsoft.Extensions.Primitives.StringSegment value) =>
        value.HasValue ? HeaderUtilities.RemoveQuotes(value).ToString() : null;
}
