using Fairlead.Access;
using Fairlead.Access.Passwords;
using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration.Reading;

/// <summary>Reads one [[user]] after the other.</summary>
sealed class UserReader
{
    public NameRegister<string> UserNames { get; } = new("user name", StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Groups { get; } = [];

    /// <summary>The user, or null if it has no usable name.</summary>
    public User? Read(TableReader table)
    {
        string? name = table.Text("name", Names.IsUserName);
        if (!table.Has("name"))
        {
            table.Missing("name");
        }

        if (name is not null)
        {
            UserNames.Add(name, table.PlaceOf("name"), table.Problems);
        }

        string[] groups = table.Texts("groups", Names.IsName);
        Groups.UnionWith(groups);
        User user = new()
        {
            Name = name ?? "",
            Password = ReadPassword(table),
            Keys = ReadKeys(table),
            Groups = [.. groups],
        };
        return name is null ? null : user;
    }

    private static PasswordHash? ReadPassword(TableReader table)
    {
        if (table.Text("password") is not { } text)
        {
            return null;
        }

        PasswordHash? hash = PasswordHash.Parse(text.Value, out string problem);
        if (hash is null)
        {
            table.Wrong("password", text, problem);
        }

        return hash;
    }

    private static ValueList<PublicKey> ReadKeys(TableReader table)
    {
        List<PublicKey> keys = [];
        foreach (TomlString text in table.Texts("keys") ?? [])
        {
            if (PublicKey.Parse(text.Value, out string problem) is { } key && Names.IsOneLine(key.Comment))
            {
                keys.Add(key);
            }
            else
            {
                table.Wrong("keys", text, problem.Length > 0 ? problem : "the key's comment holds control characters");
            }
        }

        return [.. keys];
    }
}
