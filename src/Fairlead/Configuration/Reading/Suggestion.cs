namespace Fairlead.Configuration.Reading;

/// <summary>Finds what somebody probably meant.</summary>
static class Suggestion
{
    /// <summary>"; did you mean "baud"?", or <paramref name="otherwise"/> if nothing is near.</summary>
    public static string For(string wrong, IEnumerable<string> known, string otherwise = "")
    {
        string? best = null;
        int nearest = (wrong.Length < 4 ? 1 : Math.Max(2, Math.Min(wrong.Length, 64) / 3)) + 1;
        foreach (string candidate in known)
        {
            // "baudrate" is "baud", however much longer it is.
            bool isLonger = candidate.Length > 3 && wrong.StartsWith(candidate, StringComparison.OrdinalIgnoreCase);
            int distance = isLonger ? 1 : Distance(wrong, candidate);
            if (distance < nearest)
            {
                (nearest, best) = (distance, candidate);
            }
        }

        return best is null ? otherwise : $"; did you mean \"{best}\"?";
    }

    // Edits between two words: insert, delete, replace, ignoring case and treating - as _.
    private static int Distance(string left, string right)
    {
        if (left.Length > 64 || Math.Abs(left.Length - right.Length) > 22)
        {
            return int.MaxValue;
        }

        Span<int> row = stackalloc int[right.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < right.Length; j++)
            {
                int replaced = diagonal + (Plain(left[i]) == Plain(right[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(diagonal, row[j]) + 1);
            }
        }

        return row[^1];

        static char Plain(char c) => c == '-' ? '_' : char.ToLowerInvariant(c);
    }
}
