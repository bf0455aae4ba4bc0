using System.Diagnostics;
using Antpath.Engine.Outputs.Archives;
using Antpath.Server.OpenApi;
using Antpath.Server.Problems;
using Microsoft.OpenApi;

namespace Antpath.Server.Api.Outputs;

/// <summary>Serves a run's archive to whoever has its link.</summary>
internal static class ReadArchiveEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operation = Operations.ReadArchive;
        // HEAD is the same without the bytes; it is no operation of its own in the description
        routes.MapMethods(operation.Route, [HttpMethods.Head], HandleAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapOperation(operation, HandleAsync)
            .Describe("""
                All outputs of a run as one ZIP archive, by the link that was created for it; no token is sent. Names that are not safe or not distinct
                in one folder are changed. The archive is made while it is sent: its size is not known before, and it has no ranges. If a file cannot be
                had whole, the connection breaks off instead of ending.
                """)
            .WithMetadata(new ParameterDescription
            {
                Name = "token", In = ParameterLocation.Query, Description = "Part of the link; use the link as it is.", Required = true,
            })
            .WithMetadata(new AnswerDescription(StatusCodes.Status200OK, "The archive.", ["Content-Disposition"]) { Content = RunArchive.ContentType })
            .Refuses(ProblemKinds.LinkInvalid, ProblemKinds.LinkExpired, ProblemKinds.TemporarilyUnavailable);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, ArchiveLinks links, CancellationToken cancellationToken)
    {
        if (LinkToken.Of(context.Request) is not { } token)
            return Invalid();
        return await links.OpenAsync(token, cancellationToken) switch
        {
            ArchiveOpening.Opened opened => new ArchiveAnswer(opened.Archive),
            ArchiveOpening.Expired => new ApiProblem(ProblemKinds.LinkExpired, "The link's time is over. Create a new one for the run."),
            ArchiveOpening.Invalid => Invalid(),
            var other => throw new UnreachableException($"opening an archive gave {other.GetType().Name}"),
        };
    }

    private static ApiProblem Invalid() => new(ProblemKinds.LinkInvalid, "The link was cut or changed, or its run is gone. Create a new one for the run.");
}
