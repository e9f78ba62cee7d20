namespace Fairlead.Access;

/// <summary>
/// The names of the acts as configuration and audit trail write them: lower case, a hyphen between words.
/// </summary>
public static class ActNames
{
    private static readonly string[] s_names =
    [
        "watch", "write", "break", "takeover", "power", "log", "log-input", "forward", "configure", "administer",
    ];

    /// <summary>All names, in the order of <see cref="Act"/>.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The name of <paramref name="act"/>: "log-input".</summary>
    public static string NameOf(Act act) => s_names[(int)act];

    /// <summary>The act of that name; false if there is none. Names are case-sensitive.</summary>
    public static bool TryParse(string name, out Act act)
    {
        int index = Array.IndexOf(s_names, name);
        act = (Act)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>
    /// The act done on a port or on the device, as a sentence says it: "break on db1", "configure this device".
    /// </summary>
    internal static string Phrase(Act act, string? port)
    {
        string target = port ?? "this device";
        return act switch
        {
            Act.Watch => $"watch {target}",
            Act.Write => $"write to {target}",
            Act.Break => $"break on {target}",
            Act.Takeover => $"take over {target}",
            Act.Power => $"switch the power of {target}",
            Act.Log => $"read the log of {target}",
            Act.LogInput => $"read what was typed on {target}",
            Act.Forward => $"forward through {target}",
            Act.Configure => $"configure {target}",
            _ => $"administer {target}",
        };
    }
}
