namespace IcqBots.Scripting.Compilation;

/// <summary>Finds the word that somebody meant.</summary>
public static class Spelling
{
    private const int LongestWord = 64;

    /// <summary>The known word that is nearest to <paramref name="word"/>, upper and lower case being the same, or null when none is
    /// near: one slip, or one in three letters.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        var (nearest, distance) = known
            .Select(each => (Word: each, Distance: Distance(word.ToLowerInvariant(), each.ToLowerInvariant())))
            .DefaultIfEmpty()
            .MinBy(each => each.Distance);
        return distance <= Math.Max(1, word.Length / 3) ? nearest : null;
    }

    /// <summary>Letters to insert, remove, replace, or swap with the next one.</summary>
    private static int Distance(string a, string b)
    {
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1,
                        distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[a.Length, b.Length];
    }
}
