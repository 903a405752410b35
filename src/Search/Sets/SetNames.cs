using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Zhishu.Search.Query;

namespace Zhishu.Search.Sets;

/// <summary>The names of earlier questions within a query: <c>#3</c>, a number of the history, and <c>#q4k…</c>, a key that means the same to everybody.</summary>
internal static partial class SetNames
{
    public static bool Is(string word) => Shape().IsMatch(word);

    /// <summary>The number of a name; null for a key.</summary>
    public static int? NumberOf(string name) => int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The names within a query, each once.</summary>
    public static IReadOnlyList<string> In(IEnumerable<Token> tokens) => [.. tokens.Where(token => token.Kind == TokenKind.Set).Select(token => token.Text).Distinct()];

    /// <summary>The query with other names instead.</summary>
    /// <param name="query">A query without faults.</param>
    /// <param name="other">The new name of one; null to leave it.</param>
    public static string Rename(string query, Func<string, string?> other)
    {
        if (!query.AsSpan().ContainsAny('#', '＃'))
            return query;
        var (result, at) = (new StringBuilder(query.Length), 0);
        foreach (var token in QueryTokens.Read(query).Where(token => token.Kind == TokenKind.Set))
        {
            result.Append(query, at, token.Position - at).Append(other(token.Text) ?? token.Text);
            at = token.Position + token.Length;
        }

        return result.Append(query, at, query.Length - at).ToString();
    }

    [GeneratedRegex("^[#＃](?:[1-9][0-9]{0,3}|q[a-z2-7]{15})$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
