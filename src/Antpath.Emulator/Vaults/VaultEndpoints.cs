using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary><c>/v1/vaults</c> (§9.1, §9.3).</summary>
internal static class VaultEndpoints
{
    private const int NameCharsMax = 255;

    public static void Map(ApiRoutes routes)
    {
        routes.Post("/v1/vaults", CallClass.Create, Create);
        routes.Get("/v1/vaults", List);
        routes.Get("/v1/vaults/{vault}", Get);
        routes.Post("/v1/vaults/{vault}", CallClass.Create, Update);
        routes.Action("/v1/vaults/{vault}/archive", CallClass.Create, Archive);
        routes.Delete("/v1/vaults/{vault}", Delete);
    }

    private static ApiReply Create(ApiCall call)
    {
        JsonFields body = JsonFields.Of(call.Body);
        var vault = new Vault(call.Emulator.Ids.Next("vlt_"), call.Organization.NextSequence(), call.Now)
        {
            DisplayName = body.RequiredText("display_name", 1, NameCharsMax),
            Metadata = Metadata.Read(body),
        };
        body.RefuseUnknown();
        call.Organization.Vaults.Add(vault, call.BodyBytes);
        return ApiReply.Ok(vault.Render());
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(call.Organization.Vaults.Get(call.Id("vault")).Render());

    private static ApiReply List(ApiCall call)
    {
        bool archived = call.Query.Flag("include_archived");
        ListRequest request = ListRequest.Read(call);
        return ApiReply.Ok(request.Page([.. call.Listed(call.Organization.Vaults, archived)],
            vault => vault.Sequence, vault => vault.CreatedAt, vault => vault.Render()));
    }

    private static ApiReply Update(ApiCall call)
    {
        Vault vault = call.Organization.Vaults.Get(call.Id("vault"));
        if (vault.ArchivedAt is not null)
            throw RefusedException.Invalid($"vault {vault.Id} is archived and cannot be updated");
        JsonFields body = JsonFields.Of(call.Body);
        string name = body.Text("display_name", 1, NameCharsMax) ?? vault.DisplayName;
        IReadOnlyDictionary<string, string> metadata = Metadata.Merge(vault.Metadata, body, emptyDeletes: false);
        body.RefuseUnknown();
        call.Organization.Vaults.Grow(vault.Id, call.BodyBytes);
        (vault.DisplayName, vault.Metadata, vault.UpdatedAt) = (name, metadata, call.Now);
        return ApiReply.Ok(vault.Render());
    }

    private static ApiReply Archive(ApiCall call)
    {
        Vault vault = call.Organization.Vaults.Get(call.Id("vault"));
        call.RefuseRepeatedArchive(vault);
        vault.ArchivedAt ??= call.Now;
        foreach (Credential credential in vault.Credentials)
            credential.Archive(call.Now);
        return ApiReply.Ok(vault.Render());
    }

    private static ApiReply Delete(ApiCall call)
    {
        Vault vault = call.Organization.Vaults.Remove(call.Id("vault"));
        return ApiReply.Deleted(vault.Id, "vault");
    }
}
