using System.Diagnostics;
using Antpath.Engine.Outputs;
using Antpath.Server.OpenApi;
using Antpath.Server.Problems;
using Microsoft.OpenApi;

namespace Antpath.Server.Api.Outputs;

/// <summary>Serves a file to whoever has its link.</summary>
internal static class ReadOutputContentEndpoint
{
    public const string Sha256Header = "X-Antpath-Sha256";
    private const string AnyBytes = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var operation = Operations.ReadOutputContent;
        // HEAD is the same without the bytes; it is no operation of its own in the description
        routes.MapMethods(operation.Route, [HttpMethods.Head], HandleAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapOperation(operation, HandleAsync)
            .Describe("""
                The content of an output, by the link that was created for it; no token is sent. Always an attachment, of a type no browser runs.
                A `Range` of bytes resumes a broken download; `HEAD` answers the headers alone.
                """)
            .WithMetadata(new ParameterDescription
            {
                Name = "token", In = ParameterLocation.Query, Description = "Part of the link; use the link as it is.", Required = true,
            })
            .TakesHeader("Range", "One range of bytes, for example `bytes=1048576-`; several are answered with the whole file.")
            .TakesHeader("If-None-Match", "The `ETag` of a copy at hand; while it holds, the answer is 304 without content.")
            .WithMetadata(new AnswerDescription(StatusCodes.Status200OK, "The file.", ["Content-Disposition", Sha256Header]) { Content = AnyBytes })
            .WithMetadata(new AnswerDescription(
                StatusCodes.Status206PartialContent, "The asked part of the file.", ["Content-Range", "Content-Disposition", Sha256Header]) { Content = AnyBytes })
            .WithMetadata(new AnswerDescription(StatusCodes.Status304NotModified, "The copy at hand is the file.", ["ETag"]))
            .Refuses(ProblemKinds.LinkInvalid, ProblemKinds.LinkExpired, ProblemKinds.RangeNotSatisfiable, ProblemKinds.TemporarilyUnavailable);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, OutputLinks links, CancellationToken cancellationToken)
    {
        if (LinkToken.Of(context.Request) is not { } token)
            return Invalid();

        switch (await links.OpenAsync(token, cancellationToken))
        {
            case LinkOpening.Invalid:
                return Invalid();
            case LinkOpening.Expired:
                return new ApiProblem(ProblemKinds.LinkExpired, "The link's time is over. Create a new one for the output.");
            case LinkOpening.Opened { Content: var content }:
                return Answer(context, content);
            case var other:
                throw new UnreachableException($"opening a link gave {other.GetType().Name}");
        }
    }

    private static IResult Answer(HttpContext context, OutputContent content)
    {
        var request = context.Request;
        var entityTag = $"\"{content.Sha256}\"";
        if (EntityTags.Match(request.Headers.IfNoneMatch, entityTag))
            return new UnchangedAnswer(entityTag);

        var rangeHolds = request.Headers.IfRange.Count == 0 || request.Headers.IfRange == entityTag;
        if (ByteRange.Select(request.Headers.Range, rangeHolds, content.SizeBytes) is not { } range)
        {
            context.Response.Headers.ContentRange = $"bytes */{content.SizeBytes}";
            return new ApiProblem(ProblemKinds.RangeNotSatisfiable, $"The file has {content.SizeBytes} bytes. Ask for a part of those.");
        }

        return new OutputAnswer(content, range, entityTag);
    }

    private static ApiProblem Invalid() => new(ProblemKinds.LinkInvalid, "The link was cut or changed, or its file is gone. Create a new one for the output.");
}
