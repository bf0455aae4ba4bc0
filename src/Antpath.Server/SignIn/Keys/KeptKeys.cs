using System.Xml.Linq;
using Antpath.Engine.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Antpath.Server.SignIn.Keys;

/// <summary>Keeps the keys of sessions and forms in the database, so that every server opens what another sealed. Sealed by <see cref="KeySealing"/> before.</summary>
internal sealed class KeptKeys(NpgsqlDataSource database, TimeProvider time) : IXmlRepository
{
    private const int KeysMax = 1000;

    // Not asynchronous, because the framework's contract is not; it asks at the start and once a day.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        const string Sql = "select xml from data_protection_keys order by created_at desc, id limit $1";
        using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = KeysMax });
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
            elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        const string Sql = "insert into data_protection_keys (id, name, xml) values ($1, $2, $3) on conflict (name) do nothing";
        using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = time.NewUuid() });
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
