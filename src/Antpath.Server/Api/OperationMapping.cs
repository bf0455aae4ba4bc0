using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Authentication;
using Antpath.Server.OpenApi;
using Antpath.Server.Problems;
using Antpath.Server.RateLimits;
using Microsoft.OpenApi;

namespace Antpath.Server.Api;

/// <summary>Puts an operation of the table on its route, guarded, and says what it takes and answers.</summary>
internal static class OperationMapping
{
    extension(IEndpointRouteBuilder routes)
    {
        public RouteHandlerBuilder MapOperation(Operation operation, Delegate handler)
        {
            var endpoint = routes.MapMethods(operation.Route, [operation.Method], handler)
                .WithName(operation.Id)
                .WithSummary(operation.Summary)
                .WithTags(operation.Tag)
                .WithMetadata(operation);
            return operation.Scope is null ? endpoint.AllowAnonymous() : endpoint.RequireAuthorization(ApiTokenAuthentication.Policy);
        }
    }

    extension(RouteHandlerBuilder endpoint)
    {
        public RouteHandlerBuilder Describe(string text) => endpoint.WithDescription(text.ReplaceLineEndings(" "));

        public RouteHandlerBuilder TakesRunId() => endpoint.TakesPath("runId", "The run's id, `run_…`.");

        public RouteHandlerBuilder TakesPath(string name, string description) =>
            endpoint.WithMetadata(new ParameterDescription { Name = name, In = ParameterLocation.Path, Description = description });

        public RouteHandlerBuilder TakesHeader(string name, string description) =>
            endpoint.WithMetadata(new ParameterDescription { Name = name, In = ParameterLocation.Header, Description = description });

        public RouteHandlerBuilder TakesQuery(string name, string description, IReadOnlyList<string>? words = null, bool repeatable = false) =>
            endpoint.WithMetadata(new ParameterDescription
            {
                Name = name, In = ParameterLocation.Query, Description = description, Words = words, Repeatable = repeatable,
            });

        public RouteHandlerBuilder TakesQuery(string name, string description, int min, int max, int otherwise) =>
            endpoint.WithMetadata(new ParameterDescription
            {
                Name = name, In = ParameterLocation.Query, Description = description, Number = (min, max, otherwise),
            });

        public RouteHandlerBuilder TakesTimeQuery(string name, string description) =>
            endpoint.WithMetadata(new ParameterDescription { Name = name, In = ParameterLocation.Query, Description = description, Time = true });

        public RouteHandlerBuilder TakesProviderSweep() => endpoint.WithMetadata(new ProviderSweepBody());

        public RouteHandlerBuilder TakesInvitation() => endpoint.WithMetadata(new InvitationBody());

        public RouteHandlerBuilder TakesNewToken() => endpoint.WithMetadata(new NewTokenBody());

        public RouteHandlerBuilder TakesSubmission() => endpoint.WithMetadata(new SubmissionBody());

        public RouteHandlerBuilder Answers<T>(int status, string description, params string[] headers) =>
            endpoint.Produces<T>(status).WithMetadata(new AnswerDescription(status, description, headers));

        public RouteHandlerBuilder LimitsRate(RateLimitKind kind) =>
            endpoint.LimitsRate(kind, context => Authenticated.Of(context).Principal).Refuses(ProblemKinds.RateLimited);

        public RouteHandlerBuilder Refuses(params ProblemKind[] kinds) => endpoint.WithMetadata(new RefusalDescription(kinds));
    }
}
