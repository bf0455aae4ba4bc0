using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary><c>/v1/vaults/{vault}/credentials</c> (§9.2).</summary>
internal static class CredentialEndpoints
{
    private const int NameCharsMax = 255;

    public static void Map(ApiRoutes routes)
    {
        routes.Post("/v1/vaults/{vault}/credentials", CallClass.Create, Create);
        routes.Get("/v1/vaults/{vault}/credentials", List);
        routes.Get("/v1/vaults/{vault}/credentials/{credential}", Get);
        routes.Post("/v1/vaults/{vault}/credentials/{credential}", CallClass.Create, Update);
        routes.Action("/v1/vaults/{vault}/credentials/{credential}/archive", CallClass.Create, Archive);
        routes.Delete("/v1/vaults/{vault}/credentials/{credential}", Delete);
    }

    private static ApiReply Create(ApiCall call)
    {
        Vault vault = Active(call);
        JsonFields body = JsonFields.Of(call.Body);
        var credential = new Credential(call.Emulator.Ids.Next("vcrd_"), vault.Id, call.Organization.NextSequence(), call.Now)
        {
            HeldBytes = EmulatorLimits.ObjectBytes + call.BodyBytes,
            DisplayName = body.Text("display_name", 0, NameCharsMax),
            Metadata = Metadata.Read(body),
            Auth = CredentialAuthRules.Read(body, call.Now),
        };
        body.RefuseUnknown();
        if (vault.Credentials.Any(other => other.ArchivedAt is null && other.Auth.Key == credential.Auth.Key))
            throw call.Conflict("auth: the vault has an active credential for this server or name");
        if (vault.Credentials.Count >= EmulatorLimits.CredentialsPerVaultMax)
            throw RefusedException.Invalid($"a vault holds at most {EmulatorLimits.CredentialsPerVaultMax} credentials"); // status unknown (§17.23)

        call.Organization.Vaults.Grow(vault.Id, credential.HeldBytes);
        vault.Add(credential);
        return ApiReply.Ok(credential.Render());
    }

    private static ApiReply Get(ApiCall call) => ApiReply.Ok(Find(call).Render());

    private static ApiReply List(ApiCall call)
    {
        Vault vault = call.Organization.Vaults.Get(call.Id("vault"));
        bool archived = call.Query.Flag("include_archived");
        ListRequest request = ListRequest.Read(call);
        return ApiReply.Ok(request.Page([.. vault.Credentials.Where(credential => (archived || credential.ArchivedAt is null) && call.Listed(credential.CreatedAt))],
            credential => credential.Sequence, credential => credential.CreatedAt, credential => credential.Render()));
    }

    private static ApiReply Update(ApiCall call)
    {
        Credential credential = Find(call);
        if (credential.ArchivedAt is not null)
            throw RefusedException.Invalid($"credential {credential.Id} is archived and cannot be updated");
        JsonFields body = JsonFields.Of(call.Body);
        string? name = body.Sent("display_name") ? body.Text("display_name", 0, NameCharsMax) : credential.DisplayName;
        IReadOnlyDictionary<string, string> metadata = Metadata.Merge(credential.Metadata, body, emptyDeletes: false);
        CredentialAuth auth = CredentialUpdateRules.Read(body, credential.Auth, call.Now);
        body.RefuseUnknown();
        call.Organization.Vaults.Grow(credential.VaultId, call.BodyBytes);
        credential.HeldBytes += call.BodyBytes;
        (credential.DisplayName, credential.Metadata, credential.Auth, credential.UpdatedAt) = (name, metadata, auth, call.Now);
        return ApiReply.Ok(credential.Render());
    }

    private static ApiReply Archive(ApiCall call)
    {
        Credential credential = Find(call);
        call.RefuseRepeatedArchive(credential.Id, credential.ArchivedAt);
        credential.Archive(call.Now);
        return ApiReply.Ok(credential.Render());
    }

    private static ApiReply Delete(ApiCall call)
    {
        Credential credential = Find(call);
        call.Organization.Vaults.Get(credential.VaultId).Remove(credential);
        call.Organization.Vaults.GrowByItself(credential.VaultId, -credential.HeldBytes);
        return ApiReply.Deleted(credential.Id, "vault_credential");
    }

    private static Credential Find(ApiCall call) => call.Organization.Vaults.Get(call.Id("vault")).Credential(call.Id("credential"));

    private static Vault Active(ApiCall call)
    {
        Vault vault = call.Organization.Vaults.Get(call.Id("vault"));
        return vault.ArchivedAt is null ? vault : throw RefusedException.Invalid($"vault {vault.Id} is archived");
    }
}
