using Dapper;
using Zhishu.Foundation;
using Zhishu.Search.Words;

namespace Zhishu.Search.Reading;

/// <summary>Looks up applicants by name, pinyin and initials in <c>search.name</c>.</summary>
internal sealed class NameLookup(HubDatabase database, Lexicon lexicon)
{
    private const int Most = 5;

    /// <summary>Whether it is an applicant's name, letter for letter.</summary>
    public async Task<bool> IsKnownAsync(string text, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from search.name where folded = @folded)",
            new { folded = lexicon.Fold(text) }, cancellationToken: ct));
    }

    /// <summary>The applicants with the most records whose name begins with these sounds, or has these initials.</summary>
    public async Task<IReadOnlyList<string>> BySoundAsync(string letters, CancellationToken ct)
    {
        if (!lexicon.Pinyin.IsSound(letters) && letters.Length > 12)
            return [];
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select name from search.name where sound like @like or (initials like @letters || '%' and not exists (select from search.word where word = "
                + "@letters)) order by records desc, name limit @Most",
            new { like = (lexicon.Pinyin.IsSound(letters) ? letters : "~") + "%", letters, Most }, cancellationToken: ct))];
    }

    /// <summary>Words of titles that begin with what has been typed, or whose pinyin does, the most frequent first.</summary>
    public async Task<IReadOnlyList<(string Word, long Records)>> WordsAsync(string typed, int most, CancellationToken ct)
    {
        var folded = lexicon.Fold(typed);
        var sound = folded.All(char.IsAsciiLetter) && lexicon.Pinyin.IsSound(folded) && folded.Length >= 3 ? folded : "~";
        return folded.Length < 2 ? [] : await database.QueryAsync<(string, long)>("""
            select word, records
            from search.word
            where length(word) > 1 and (word like @like or sound = @sound)
            order by records desc, word
            limit @most
            """, new { like = folded.Replace("%", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal) + "%", sound, most }, ct);
    }

    /// <summary>Suggestions for what has been typed so far.</summary>
    public async Task<IReadOnlyList<(string Name, long Records)>> StartingAsync(string typed, int most, CancellationToken ct)
    {
        var folded = lexicon.Fold(typed);
        if (folded.Length == 0)
            return [];
        var letters = folded.All(char.IsAsciiLetter);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(string, long)>(new CommandDefinition(
            """
            select name, records
            from search.name
            where folded like @like or (@letters and (sound like @like or initials like @like)) or (not @letters and length(@folded) >= 2 and folded like '%' || @like)
            order by (folded like @like) desc, records desc, name
            limit @most
            """, new { like = folded + "%", folded, letters, most }, cancellationToken: ct))];
    }
}
