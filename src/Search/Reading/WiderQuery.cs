using System.Text;
using Zhishu.Search.Query;

namespace Zhishu.Search.Reading;

/// <summary>Writes a query that is taken literally anew, with what its words are called otherwise beside each of them.</summary>
internal static class WiderQuery
{
    private const int Longest = 1500;

    /// <summary>The query, or null when nothing can be added or it would become too long.</summary>
    /// <param name="query">The query.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="alsoAsync">Other words for one.</param>
    public static async Task<string?> WriteAsync(string query, IReadOnlyList<Token> tokens, Func<string, Task<IEnumerable<string>>> alsoAsync)
    {
        if (query.Length > Longest / 2)
            return null;
        var wider = new StringBuilder();
        var groups = new Stack<QueryField>([QueryField.Any]);
        QueryField? named = null;
        var (at, added) = (0, 0);
        foreach (var token in tokens)
        {
            var field = named ?? groups.Peek();
            named = token.Kind == TokenKind.Field ? token.Field : null;
            if (token.Kind == TokenKind.Open)
                groups.Push(field);
            else if (token.Kind == TokenKind.Close && groups.Count > 1)
                groups.Pop();
            if (token.Kind != TokenKind.Word || !IsText(field) || token.Text.AsSpan().IndexOfAny("*?＊") >= 0)
                continue;
            var also = (await alsoAsync(token.Text)).Where(FieldValues.IsOnePiece).ToList();
            if (also.Count == 0)
                continue;
            wider.Append(query, at, token.Position - at).Append('(').AppendJoin(" OR ", also.Select(Quoted).Prepend(query.Substring(token.Position, token.Length))).Append(')');
            (at, added) = (token.Position + token.Length, added + also.Count);
        }

        wider.Append(query, at, query.Length - at);
        return added > 0 && wider.Length <= Longest ? wider.ToString() : null;
    }

    private static string Quoted(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static bool IsText(QueryField field) => field is QueryField.Any or QueryField.Title or QueryField.Abstract or QueryField.Claims or QueryField.Description
        or QueryField.FullText or QueryField.TitleAbstract or QueryField.TitleAbstractClaims;
}
