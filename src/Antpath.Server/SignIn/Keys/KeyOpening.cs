using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Antpath.Engine.Tenancy;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Antpath.Server.SignIn.Keys;

/// <summary>
/// Opens what <see cref="KeySealing"/> sealed. With a pepper that is gone a key does not open: the framework passes it over and makes a new one, and whoever
/// was signed in signs in again. The framework makes this object itself, from a constructor of this form.
/// </summary>
/// <param name="services">The host's services.</param>
internal sealed class KeyOpening(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var pepper = (string?)encryptedElement.Attribute(KeySealing.PepperName) ?? "";
        var plain = services.GetRequiredService<PepperKeys>().Open(pepper, KeySealing.Purpose, Convert.FromBase64String(encryptedElement.Value));
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
