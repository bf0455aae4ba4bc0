using System.Text;

namespace Antpath.Problems;

/// <summary>Knows which member names announce a secret, whatever their case and separators.</summary>
internal static class SecretNames
{
    /// <summary>A word of its own anywhere in the name.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "credential", "credentials",
        "cred", "creds", "authorization", "bearer", "jwt",
    };

    /// <summary>Words run together anywhere in the name: 'x-api-key', 'MYAPIKEY', 'api_key_id'.</summary>
    private static readonly string[] Compounds =
    [
        "apikey", "accesskey", "secretkey", "privatekey", "accesstoken", "refreshtoken", "authtoken", "apitoken", "bearertoken",
        "sessiontoken", "clientsecret", "connectionstring", "mcpcredential",
    ];

    /// <summary>How a name may end even without a border before it: 'dbpassword', 'githubtoken'. Not 'maxTokens', a count.</summary>
    private static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "secret", "credential", "credentials", "token",
        "signingkey", "encryptionkey", "accountkey", "sharedkey", "servicekey", "masterkey", "authkey",
    ];

    public static bool Announces(string name)
    {
        var words = Split(name);
        if (words.Any(Words.Contains))
            return true;

        var joined = string.Concat(words);
        return Compounds.Any(c => joined.Contains(c, StringComparison.Ordinal)) || Endings.Any(e => joined.EndsWith(e, StringComparison.Ordinal));
    }

    /// <summary>Lower-case words; a capital after a small letter starts one, and whatever is not a letter ends one.</summary>
    private static List<string> Split(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var previous = '\0';
        foreach (var c in name)
        {
            var startsWord = char.IsUpper(c) && char.IsLower(previous);
            if ((startsWord || !char.IsLetter(c)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetter(c))
                word.Append(char.ToLowerInvariant(c));

            previous = c;
        }

        if (word.Length > 0)
            words.Add(word.ToString());

        return words;
    }
}
