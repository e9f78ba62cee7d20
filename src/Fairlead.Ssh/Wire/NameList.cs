namespace Fairlead.Ssh.Wire;

/// <summary>A name-list, RFC 4251 section 5: names of US-ASCII joined by commas.</summary>
static class NameList
{
    /// <summary>The first name, or nothing.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> list)
    {
        int comma = list.IndexOf((byte)',');
        return comma < 0 ? list : list[..comma];
    }

    public static bool Contains(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name)
    {
        while (list.Length > 0)
        {
            ReadOnlySpan<byte> first = First(list);
            if (first.SequenceEqual(name))
            {
                return true;
            }

            list = list[Math.Min(first.Length + 1, list.Length)..];
        }

        return false;
    }

    /// <summary>The first of the client's names that the server has too (RFC 4253 section 7.1), or null.</summary>
    public static string? Choose(ReadOnlySpan<byte> client, IReadOnlyList<string> server)
    {
        while (client.Length > 0)
        {
            ReadOnlySpan<byte> first = First(client);
            foreach (string name in server)
            {
                if (System.Text.Ascii.Equals(first, name))
                {
                    return name;
                }
            }

            client = client[Math.Min(first.Length + 1, client.Length)..];
        }

        return null;
    }
}
