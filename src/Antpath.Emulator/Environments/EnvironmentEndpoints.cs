using System.Text.Json;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Environments;

/// <summary><c>/v1/environments</c> (§8). The work queue of self-hosted environments is not emulated.</summary>
internal static class EnvironmentEndpoints
{
    private const int NameCharsMax = 255;
    private const int DescriptionCharsMax = 2_048;

    public static void Map(ApiRoutes routes)
    {
        routes.Post("/v1/environments", CallClass.Environment, Create);
        routes.Get("/v1/environments", List, callClass: CallClass.Environment);
        routes.Get("/v1/environments/{environment}", Get, callClass: CallClass.Environment);
        routes.Post("/v1/environments/{environment}", CallClass.Environment, Update);
        routes.Action("/v1/environments/{environment}/archive", CallClass.Environment, Archive);
        routes.Delete("/v1/environments/{environment}", Delete, callClass: CallClass.Environment);
    }

    private static ApiReply Create(ApiCall call)
    {
        JsonFields body = JsonFields.Of(call.Body);
        string name = body.RequiredText("name", 1, NameCharsMax);
        var environment = new SandboxEnvironment(call.Emulator.Ids.Next("env_"), call.Organization.NextSequence(), call.Now)
        {
            Name = name,
            Description = body.Text("description", 0, DescriptionCharsMax),
            Config = EnvironmentConfigRules.Read(body),
            Metadata = Metadata.Read(body),
        };
        RefuseScope(body);
        body.RefuseUnknown();
        RefuseNameInUse(call, name, null);

        call.Organization.Environments.Add(environment, call.BodyBytes);
        return ApiReply.Ok(environment.Render());
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(call.Organization.Environments.Get(call.Id("environment")).Render());

    private static ApiReply List(ApiCall call)
    {
        bool archived = call.Query.Flag("include_archived");
        ListRequest request = ListRequest.Read(call);
        return ApiReply.Ok(request.Page([.. call.Listed(call.Organization.Environments, archived)],
            item => item.Sequence, item => item.CreatedAt, item => item.Render()));
    }

    private static ApiReply Update(ApiCall call)
    {
        SandboxEnvironment environment = call.Organization.Environments.Get(call.Id("environment"));
        if (environment.ArchivedAt is not null)
            throw RefusedException.Invalid($"environment {environment.Id} is archived and cannot be updated", "environment_archived");
        JsonFields body = JsonFields.Of(call.Body);
        string name = body.Text("name", 1, NameCharsMax) ?? environment.Name;
        string? description = body.Sent("description") ? body.Text("description", 0, DescriptionCharsMax) : environment.Description;
        JsonElement config = body.Value("config") is null ? environment.Config : EnvironmentConfigRules.Read(body);
        IReadOnlyDictionary<string, string> metadata = Metadata.Merge(environment.Metadata, body, emptyDeletes: true);
        RefuseScope(body);
        body.RefuseUnknown();
        if (config.GetProperty("type").GetString() != environment.Config.GetProperty("type").GetString())
            throw body.Wrong("config.type", "cannot be changed", "invalid_config_type_change");
        RefuseNameInUse(call, name, environment);
        call.Organization.Environments.Grow(environment.Id, call.BodyBytes);

        (environment.Name, environment.Description, environment.Config, environment.Metadata, environment.UpdatedAt) =
            (name, description, config, metadata, call.Now);
        return ApiReply.Ok(environment.Render());
    }

    private static ApiReply Archive(ApiCall call)
    {
        SandboxEnvironment environment = call.Organization.Environments.Get(call.Id("environment"));
        environment.ArchivedAt ??= call.Now; // repeating is documented as harmless (§8.2)
        return ApiReply.Ok(environment.Render());
    }

    private static ApiReply Delete(ApiCall call)
    {
        string id = call.Id("environment");
        call.Organization.Environments.Get(id);
        bool archivedHold = call.Emulator.Options.ArchivedSessionsHoldEnvironments; // §18.3
        if (call.Organization.Sessions.All.Any(session => session.EnvironmentId == id && (archivedHold || session.ArchivedAt is null)))
        {
            const string Message = "environment is referenced by sessions; delete them first";
            throw call.Emulator.Options.EnvironmentInUseStatus == 409 ? call.Conflict(Message) : RefusedException.Invalid(Message);
        }
        call.Organization.Environments.Remove(id);
        return ApiReply.Deleted(id, "environment");
    }

    private static void RefuseNameInUse(ApiCall call, string name, SandboxEnvironment? self)
    {
        // Disputed (§17.1); strict by default. An archived environment keeps its name for its records but does not hold it.
        if (call.Emulator.Options.EnvironmentNamesUnique
            && call.Organization.Environments.All.Any(other => other != self && other.ArchivedAt is null && other.Name == name))
            throw call.Conflict("name: another environment has this name");
    }

    private static void RefuseScope(JsonFields body)
    {
        if (body.OneOf("scope", "organization", "account") == "account")
            throw body.Wrong("scope", "API organizations use organization");
    }
}
