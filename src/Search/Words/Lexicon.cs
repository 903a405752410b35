using Zhishu.Records;
using Zhishu.Search.Text;

namespace Zhishu.Search.Words;

/// <summary>What the search knows of words, read from the reference data when first needed.</summary>
internal sealed class Lexicon(ReferenceData reference)
{
    private readonly Lazy<TextAnalysis> _analysis = new(() => TextAnalysis.Load(reference));
    private readonly Lazy<Pinyin> _pinyin = new(() => Pinyin.Load(reference.Folder));
    private Segmenter? _segmenter;
    private SoundOrder? _soundOrder;

    public TextAnalysis Analysis => _analysis.Value;

    public Pinyin Pinyin => _pinyin.Value;

    public Segmenter Segmenter => LazyInitializer.EnsureInitialized(ref _segmenter, () => Segmenter.Load(Analysis, reference.Folder));

    public SoundOrder SoundOrder => LazyInitializer.EnsureInitialized(ref _soundOrder, () => new(Pinyin, Analysis));

    /// <summary>A name without blanks and punctuation, in its normal form.</summary>
    public string Fold(string name) => string.Concat(Analysis.Pieces(name).Select(piece => piece.Text.Replace(" ", "", StringComparison.Ordinal)));
}
