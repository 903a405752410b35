using Zhishu.Search;
using Zhishu.Search.Words;

namespace Zhishu.Bench;

/// <summary>Makes questions of titles: what a person may remember of them, and how else it may be said.</summary>
internal sealed class RelevanceQuestions(Lexicon lexicon, Random random)
{
    public string? Dropped(string title)
    {
        var words = lexicon.Segmenter.ContentWords(title).ToList();
        if (words.Count < 4)
            return null;
        words.RemoveAt(random.Next(words.Count));
        return string.Concat(words.Prepend("一种"));
    }

    public string? Reordered(string title)
    {
        var words = lexicon.Segmenter.ContentWords(title).ToList();
        return words.Count < 3 ? null : string.Join(' ', words.OrderBy(_ => random.Next()));
    }

    public async Task<string?> ParaphrasedAsync(string title, Synonyms synonyms)
    {
        var words = lexicon.Segmenter.ContentWords(title).ToList();
        for (var i = 0; i < words.Count && words.Count >= 3; i++)
        {
            if ((await synonyms.OfAsync(words[i], CancellationToken.None)).FirstOrDefault(other => other.All(c => c > 127)) is { } other)
            {
                words[i] = other;
                return string.Join(' ', words);
            }
        }

        return null;
    }

    /// <summary>A sentence as people type them, with all words of the title.</summary>
    public string? Sentence(string title)
    {
        var words = lexicon.Segmenter.ContentWords(title).ToList();
        return words.Count < 3 ? null : $"请问有没有关于{string.Join("的", words)}的专利？";
    }
}
