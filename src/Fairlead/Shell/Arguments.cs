namespace Fairlead.Shell;

/// <summary>The words after a verb: operands in order, and options that begin with two hyphens.</summary>
sealed class Arguments
{
    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _operands = [];

    private Arguments()
    {
    }

    public IReadOnlyList<string> Operands => _operands;

    /// <summary>The value of an option, "" for one without a value, null if it was not given.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);

    public bool Has(string option) => _options.ContainsKey(option);

    /// <param name="words">The words after the verb.</param>
    /// <param name="known">The options the verb knows; true for those that take a value.</param>
    /// <param name="problem">What is wrong, for the person; null if nothing is.</param>
    public static Arguments Parse(
        ReadOnlySpan<string> words, IReadOnlyDictionary<string, bool> known, out string? problem)
    {
        var parsed = new Arguments();
        problem = null;
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word == "--")
            {
                parsed._operands.AddRange(words[(i + 1)..]);
                break;
            }

            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                parsed._operands.Add(word);
                continue;
            }

            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string option = equals < 0 ? word[2..] : word[2..equals];
            if (!known.TryGetValue(option, out bool takesValue))
            {
                problem = $"unknown option '--{option}'";
                return parsed;
            }

            if (!takesValue)
            {
                parsed._options[option] = "";
            }
            else if (equals >= 0)
            {
                parsed._options[option] = word[(equals + 1)..];
            }
            else if (i + 1 < words.Length)
            {
                parsed._options[option] = words[++i];
            }
            else
            {
                problem = $"option '--{option}' needs a value";
                return parsed;
            }
        }

        return parsed;
    }
}
