using Zhishu.Foundation;
using Zhishu.Search.Text;

namespace Zhishu.Search.Words;

/// <summary>Cuts texts into words: CJK runs by the most probable path through the dictionary, other scripts at their blanks.</summary>
internal sealed class Segmenter(TextAnalysis analysis, WordList words, IReadOnlySet<string> stopWords, IReadOnlySet<string> weakWords)
{
    public static Segmenter Load(TextAnalysis analysis, string referenceFolder)
    {
        try
        {
            var folder = Path.Combine(referenceFolder, "text");
            var words = WordList.Read(File.ReadLines(Path.Combine(folder, "dictionary.txt")));
            foreach (var term in File.ReadLines(Path.Combine(folder, "synonyms.txt")).Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(',')))
            {
                if (term.Length is > 1 and <= 8 && Gram.IsCjk(term[0]))
                    words.Add(term, 50);
            }

            HashSet<string> Listed(string name) => [.. File.ReadLines(Path.Combine(folder, name)).Where(line => !line.StartsWith('#'))
                .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            return new(analysis, words, Listed("stopwords.txt"), Listed("weakwords.txt"));
        }
        catch (IOException e)
        {
            throw new HubFaultException("reference.broken", new($"参考数据目录 {referenceFolder}/text 不完整：{e.Message}"), e);
        }
    }

    public bool IsStop(string word) => stopWords.Contains(word);

    /// <summary>All words of a text in order, in their normal form, with stop words and single characters.</summary>
    public IEnumerable<string> Words(string text)
    {
        foreach (var piece in analysis.Pieces(text))
        {
            foreach (var word in piece.Cjk ? Cut(piece.Text) : [.. piece.Text.Split(' ')])
                yield return word;
        }
    }

    /// <summary>The words of a text that say something of its subject, in order, each as often as it stands there.</summary>
    public IEnumerable<string> SubjectWords(string text) => Words(text).Where(word => word.Length > 1 && !IsStop(word) && !word.All(char.IsAsciiDigit));

    /// <summary>The words of a text that say something of its subject, in order, each once.</summary>
    public IEnumerable<string> ContentWords(string text) => SubjectWords(text).Distinct();

    /// <summary>The words of a title that name its subject.</summary>
    public IEnumerable<string> Keywords(string title) => ContentWords(title).Where(word => !weakWords.Contains(word));

    private List<string> Cut(string run)
    {
        // best[i]: weight of the best path from i to the end, with the length of its first word.
        var best = new (double Weight, int Length)[run.Length + 1];
        for (var i = run.Length - 1; i >= 0; i--)
        {
            best[i] = (words.UnknownWeight + best[Math.Min(run.Length, i + 1)].Weight, 1);
            for (var length = 1; length <= words.Longest && i + length <= run.Length; length++)
            {
                if (words.Weight(run.AsSpan(i, length)) is { } weight && weight + best[i + length].Weight > best[i].Weight)
                    best[i] = (weight + best[i + length].Weight, length);
            }
        }

        // Characters that no word takes up stand together: names and new terms.
        var cut = new List<string>();
        var single = "";
        for (var i = 0; i < run.Length; i += best[i].Length)
        {
            var word = run.Substring(i, best[i].Length);
            if (word.Length == 1 && !IsStop(word))
            {
                single += word;
                continue;
            }

            Flush();
            cut.Add(word);
        }

        Flush();
        return cut;

        void Flush()
        {
            if (single.Length > 0)
                cut.Add(single);
            single = "";
        }
    }
}
