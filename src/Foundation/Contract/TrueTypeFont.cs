using System.Buffers.Binary;
using System.Text;

namespace Zhishu.Foundation;

/// <summary>A TrueType font (ISO/IEC 14496-22): glyphs of characters, their widths, and a copy with only the glyphs that are used.</summary>
public sealed class TrueTypeFont
{
    private readonly byte[] _data;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = [];
    private readonly Dictionary<int, int> _glyphs = [];
    private readonly int _glyphCount;
    private readonly int _metrics;
    private readonly double _unitsPerEm;
    private readonly bool _longLoca;

    /// <summary>Reads a font.</summary>
    /// <param name="data">Content of its file; trusted, as the product ships it.</param>
    public TrueTypeFont(byte[] data)
    {
        _data = data;
        for (var i = 0; i < U16(4); i++)
        {
            var entry = 12 + (16 * i);
            _tables[Encoding.ASCII.GetString(data, entry, 4)] = ((int)U32(entry + 8), (int)U32(entry + 12));
        }

        _unitsPerEm = U16(At("head") + 18);
        _longLoca = U16(At("head") + 50) == 1;
        _glyphCount = U16(At("maxp") + 4);
        _metrics = U16(At("hhea") + 34);
        ReadCharacters();
    }

    /// <summary>Height above the base line, in ems.</summary>
    public double Ascent => S16(At("hhea") + 4) / _unitsPerEm;

    /// <summary>Depth below the base line, in ems, negative.</summary>
    public double Descent => S16(At("hhea") + 6) / _unitsPerEm;

    /// <summary>The box that holds every glyph, in ems.</summary>
    public double[] Box => [.. Enumerable.Range(0, 4).Select(i => S16(At("head") + 36 + (2 * i)) / _unitsPerEm)];

    /// <summary>The glyph of a character; 0, the empty box, when the font has none.</summary>
    public int GlyphOf(Rune rune) => _glyphs.GetValueOrDefault(rune.Value);

    /// <summary>How far a glyph moves on, in ems.</summary>
    public double AdvanceOf(int glyph) => U16(At("hmtx") + (4 * Math.Min(glyph, _metrics - 1))) / _unitsPerEm;

    /// <summary>The font with the outlines of these glyphs only; numbers of glyphs stay.</summary>
    public byte[] Subset(IEnumerable<int> used)
    {
        var kept = new SortedSet<int> { 0 };
        foreach (var glyph in used)
            Keep(glyph, kept);
        using var outlines = new MemoryStream();
        var places = new byte[4 * (_glyphCount + 1)];
        for (var glyph = 0; glyph <= _glyphCount; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * glyph), (uint)outlines.Length);
            if (glyph == _glyphCount || !kept.Contains(glyph))
                continue;
            var (offset, length) = Outline(glyph);
            outlines.Write(_data, offset, length);
            while (outlines.Length % 4 != 0)
                outlines.WriteByte(0);
        }

        var head = Table("head");
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1);
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["glyf"] = outlines.ToArray(), ["head"] = head, ["loca"] = places };
        foreach (var name in new[] { "cvt ", "fpgm", "hhea", "hmtx", "maxp", "prep" }.Where(_tables.ContainsKey))
            tables[name] = Table(name);
        return Assemble(tables);
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var power = (int)Math.Log2(tables.Count);
        var start = 12 + (16 * tables.Count);
        var font = new byte[start + tables.Values.Sum(table => (table.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt32BigEndian(font, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(4), (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(10), (ushort)((16 * tables.Count) - (16 << power)));
        var (entry, place) = (12, start);
        foreach (var (name, table) in tables)
        {
            Encoding.ASCII.GetBytes(name, font.AsSpan(entry));
            table.CopyTo(font, place);
            var sum = 0u;
            for (var i = place; i < place + table.Length; i += 4)
                sum += BinaryPrimitives.ReadUInt32BigEndian(font.AsSpan(i));
            BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(entry + 4), sum);
            BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(entry + 8), (uint)place);
            BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(entry + 12), (uint)table.Length);
            (entry, place) = (entry + 16, place + ((table.Length + 3) & ~3));
        }

        return font;
    }

    /// <summary>Keeps a glyph and those it is put together from.</summary>
    private void Keep(int glyph, SortedSet<int> kept)
    {
        if (glyph < 0 || glyph >= _glyphCount || !kept.Add(glyph))
            return;
        var (offset, length) = Outline(glyph);
        if (length < 12 || S16(offset) >= 0)
            return;
        for (var at = offset + 10; ;)
        {
            var flags = U16(at);
            Keep(U16(at + 2), kept);
            at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 64) != 0 ? 4 : (flags & 128) != 0 ? 8 : 0);
            if ((flags & 32) == 0)
                return;
        }
    }

    private (int Offset, int Length) Outline(int glyph)
    {
        var loca = At("loca");
        var (from, to) = _longLoca ? ((int)U32(loca + (4 * glyph)), (int)U32(loca + (4 * glyph) + 4)) : (2 * U16(loca + (2 * glyph)), 2 * U16(loca + (2 * glyph) + 2));
        return (At("glyf") + from, to - from);
    }

    private void ReadCharacters()
    {
        var cmap = At("cmap");
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var table = cmap + (int)U32(cmap + 8 + (8 * i));
            if (U16(table) == 4)
                ReadSegments(table);
            else if (U16(table) == 12)
                ReadGroups(table);
        }
    }

    private void ReadSegments(int table)
    {
        var twice = U16(table + 6);
        for (var i = 0; i < twice; i += 2)
        {
            var (end, start, delta, range) = (U16(table + 14 + i), U16(table + 16 + twice + i), U16(table + 16 + (2 * twice) + i), table + 16 + (3 * twice) + i);
            for (var c = start; c <= end && c != 0xFFFF; c++)
            {
                var glyph = U16(range) == 0 ? c : U16(range + U16(range) + (2 * (c - start)));
                if (glyph != 0)
                    _glyphs.TryAdd(c, (glyph + delta) & 0xFFFF);
            }
        }
    }

    private void ReadGroups(int table)
    {
        for (var i = 0; i < U32(table + 12); i++)
        {
            var group = table + 16 + (12 * i);
            for (var c = U32(group); c <= U32(group + 4); c++)
                _glyphs.TryAdd((int)c, (int)(U32(group + 8) + c - U32(group)));
        }
    }

    private int At(string table) => _tables[table].Offset;

    private byte[] Table(string name) => _data.AsSpan(_tables[name].Offset, _tables[name].Length).ToArray();

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(at));

    private int S16(int at) => BinaryPrimitives.ReadInt16BigEndian(_data.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(at));
}
