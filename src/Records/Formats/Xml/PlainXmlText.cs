using System.Globalization;
using System.Net;
using System.Text;

namespace Zhishu.Records;

/// <summary>
/// The text of an XML file as real files have it, made so that it can be read without their document types: entities of characters (α is written &amp;alpha;) become
/// the characters, unknown ones stay as text, what XML does not allow (control characters, an ampersand alone) is put right. Nothing is fetched and nothing expands.
/// </summary>
/// <param name="inner">The file's characters.</param>
/// <param name="mostAtOnce">Most characters between two calls of <see cref="Renew"/>.</param>
internal sealed class PlainXmlText(TextReader inner, long mostAtOnce) : TextReader
{
    private const int LongestEntity = 40;
    private const string CharacterDataStart = "<![CDATA[";
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _out = new();
    private int _length;
    private int _at;
    private int _outAt;
    private bool _inCharacterData;
    private long _read;

    /// <summary>Another record begins: it may be as long as the ones before.</summary>
    public void Renew() => _read = 0;

    public override int Peek() => Ready() ? _out[_outAt] : -1;

    public override int Read() => Ready() ? _out[_outAt++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0 || !Ready())
            return 0;
        var part = Math.Min(count, _out.Length - _outAt);
        _out.CopyTo(_outAt, buffer, index, part);
        _outAt += part;
        return part;
    }

    private bool Ready()
    {
        while (_outAt >= _out.Length)
        {
            _out.Clear();
            _outAt = 0;
            if (!Fill(1))
                return false;
            while (_at < _length)
                Take();
        }

        return true;
    }

    // So many characters lie ahead, unless the file ends before.
    private bool Fill(int wanted)
    {
        while (_length - _at < wanted)
        {
            if (_at > 0)
            {
                Array.Copy(_buffer, _at, _buffer, 0, _length - _at);
                (_length, _at) = (_length - _at, 0);
            }

            var read = inner.Read(_buffer, _length, _buffer.Length - _length);
            if (read <= 0)
                return false;
            _length += read;
            _read += read;
            if (_read > mostAtOnce)
                throw new BudgetException();
        }

        return true;
    }

    private void Take()
    {
        var c = _buffer[_at];
        if (c == '&' && !_inCharacterData)
        {
            TakeEntity();
            return;
        }

        if (c == '<' && Fill(CharacterDataStart.Length) && _buffer.AsSpan(_at, CharacterDataStart.Length).SequenceEqual(CharacterDataStart))
            _inCharacterData = true;
        else if (c == ']' && _inCharacterData && Fill(3) && _buffer.AsSpan(_at, 3).SequenceEqual("]]>"))
            _inCharacterData = false;
        _at++;
        _out.Append(c is < ' ' and not ('\t' or '\n' or '\r') or '\uFFFE' or '\uFFFF' ? ' ' : c);
    }

    private void TakeEntity()
    {
        Fill(LongestEntity);
        var ahead = _buffer.AsSpan(_at + 1, Math.Min(LongestEntity, _length - _at) - 1);
        var end = ahead.IndexOf(';');
        var name = end > 0 ? ahead[..end] : [];
        if (name.IsEmpty || (name[0] == '#' ? name[1..].ContainsAnyExcept("0123456789abcdefABCDEFx") : name.ContainsAnyExcept(Letters)))
        {
            _out.Append("&amp;");
            _at++;
            return;
        }

        _at += end + 2;
        _out.Append(name[0] == '#' ? Numbered(name[1..]) : Named(name.ToString()));
    }

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    private static string Numbered(ReadOnlySpan<char> text)
    {
        var hex = text.Length > 0 && text[0] is 'x' or 'X';
        if (!int.TryParse(hex ? text[1..] : text, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code)
            || code is 0xFFFE or 0xFFFF or (< 0x20 and not (9 or 10 or 13)))
            return " ";
        return code is '<' or '>' or '&' ? $"&#{code};" : new Rune(code).ToString();
    }

    private static string Named(string name) => name switch
    {
        "amp" or "lt" or "gt" or "quot" or "apos" => $"&{name};",
        _ when CharacterNames.Find(name) is { } character => character,
        _ when WebUtility.HtmlDecode($"&{name};") is { } decoded && decoded[0] != '&' => decoded,
        _ => $"&amp;{name};",
    };
}

/// <summary>Names of characters in the entity sets of ISO 8879 that documents of patents use beyond those of HTML 4.</summary>
internal static class CharacterNames
{
    // Name and character, pair after pair; ␠ stands for a blank.
    private const string Table =
        """
        plus +  equals =  percnt %  num #  dollar $  ast *  sol /  bsol \  lowbar _  verbar |  lpar (  rpar )  lsqb [  rsqb ]  lcub {  rcub }  commat @  colon :  semi ;  comma ,
        period .  excl !  quest ?  hyphen -  dash -  horbar ―  caret ^  circ ^  grave `  blank ␠  angst Å  deg °  square □  squ □  star ☆  starf ★  check ✓  male ♂  female ♀
        phone ☎  les ≤  ges ≥  leqslant ⩽  geqslant ⩾  lsim ≲  gsim ≳  ap ≈  thkap ≈  thksim ∼  sime ≃  bcong ≌  ape ≊  vprop ∝  infin ∞  half ½  frac13 ⅓  frac23 ⅔  frac18 ⅛
        frac38 ⅜  frac58 ⅝  frac78 ⅞  frac15 ⅕  frac25 ⅖  frac35 ⅗  frac45 ⅘  frac16 ⅙  frac56 ⅚  ohm Ω  epsi ε  epsiv ϵ  thetav ϑ  phiv ϕ  sigmav ς  gammad ϝ  kappav ϰ  rhov ϱ
        phis φ  thetas θ  num2 #  para ¶  dagger †  Dagger ‡  middot ·  centerdot ·  bigcirc ○  cir ○  xcirc ○  utri ▵  dtri ▿  rarr →  larr ←  uarr ↑  darr ↓  rlarr2 ⇄  rlhar2 ⇌
        lrhar2 ⇋  harr ↔  mldr …  nldr ‥  Lstrok Ł  lstrok ł  Scaron Š  scaron š  Zcaron Ž  zcaron ž  ccaron č  Ccaron Č  cacute ć  Cacute Ć  ncaron ň  rcaron ř  ecaron ě
        gbreve ğ  scedil ş  odblac ő  udblac ű  aogon ą  eogon ę  abreve ă  inodot ı  Idot İ  fflig ff  filig fi  fllig fl  ffilig ffi  emsp14 ␠  emsp13 ␠  numsp ␠  puncsp ␠
        hairsp ␠  prime ′  Prime ″  tprime ‴  vellip ⋮  apos2 '  rsquor ’  lsquor ‚  rdquor ”  ldquor „  brvbar ¦  Verbar ‖  par ∥  bottom ⊥  perp ⊥  compfn ∘  mnplus ∓  wreath ≀
        conint ∮  ngr ν  agr α  bgr β  ggr γ  dgr δ  egr ε  mgr μ  pgr π  rgr ρ  sgr σ  tgr τ  ohgr ω  OHgr Ω  lgr λ  thgr θ  phgr φ  khgr χ  psgr ψ
        """;

    private static readonly Dictionary<string, string> All = Table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
        .ToDictionary(pair => pair[0], pair => pair[1] == "␠" ? " " : pair[1], StringComparer.Ordinal);

    /// <summary>The character, or null when the name is not known here.</summary>
    public static string? Find(string name) => All.GetValueOrDefault(name);
}
