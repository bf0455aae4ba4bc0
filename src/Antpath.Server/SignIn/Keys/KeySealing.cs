using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Antpath.Engine.Tenancy;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Antpath.Server.SignIn.Keys;

/// <summary>Seals the keys of sessions and forms with the token pepper before they are kept. <see cref="KeyOpening"/> opens them.</summary>
internal sealed class KeySealing(PepperKeys peppers) : IXmlEncryptor
{
    /// <summary>What the pepper's derived key is for.</summary>
    public const string Purpose = "session keys";

    /// <summary>The attribute with the pepper's id.</summary>
    public const string PepperName = "pepper";

    private const string ElementName = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        try
        {
            var element = new XElement(ElementName, new XAttribute(PepperName, peppers.CurrentId), Convert.ToBase64String(peppers.Seal(Purpose, plain)));
            return new EncryptedXmlInfo(element, typeof(KeyOpening));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
