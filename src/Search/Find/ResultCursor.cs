using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Search.Find;

/// <summary>
/// Where somebody stands who reads a result page by page: after how many hits, and which the last ones were. Hits that came or went before them move nothing: the last one is
/// looked for and the next page begins behind it, so that no hit is missed or given twice. Nothing is kept by the hub.
/// </summary>
internal sealed record ResultCursor(int At, IReadOnlyList<Guid> Last)
{
    private const int Kept = 4;
    private const int HeadLength = 13;
    private const int IdLength = 16;
    private const byte Version = 1;

    // These may change from page to page.
    private static readonly string[] Free = ["cursor", "from", "size", "lang", "format", "fields", "facets"];

    /// <summary>The place behind a page; null when the page was empty.</summary>
    public static ResultCursor? Behind(int from, IReadOnlyList<Guid> page) => page.Count == 0 ? null : new(from + page.Count, [.. page.TakeLast(Kept)]);

    /// <summary>As it stands in addresses; it belongs to one question.</summary>
    public string Write(IQueryCollection question)
    {
        Span<byte> bytes = stackalloc byte[HeadLength + (Kept * IdLength)];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], At);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[5..], Mark(question));
        for (var i = 0; i < Last.Count; i++)
            Last[i].TryWriteBytes(bytes[(HeadLength + (i * IdLength))..]);
        return Base64Url.EncodeToString(bytes[..(HeadLength + (Last.Count * IdLength))]);
    }

    /// <summary>Reads one; null when it is none, or one of another question.</summary>
    public static ResultCursor? Read(string text, IQueryCollection question)
    {
        if (text.Length > 200 || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text).AsSpan();
        var rest = bytes.Length - HeadLength;
        if (rest < IdLength || rest % IdLength != 0 || rest > Kept * IdLength || bytes[0] != Version || BinaryPrimitives.ReadUInt64BigEndian(bytes[5..]) != Mark(question))
            return null;
        var at = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        return at is > 0 and <= SearchParameters.LargestFrom ? new(at, [.. MemoryMarshal.Cast<byte, Guid>(bytes[HeadLength..])]) : null;
    }

    /// <summary>How many hits stand before the next page now.</summary>
    public async Task<int> PlaceAsync(SearchRequest request, ISearchEngine engine, CancellationToken ct)
    {
        var last = await engine.FindAsync(request with { From = At - 1, Size = 1, Facets = [] }, ct);
        if (last.Ids is [var same] && same == Last[^1])
            return At;
        var (read, place, best) = (0, 0, -1);
        await foreach (var id in engine.StreamAsync(request with { Facets = [] }, ct))
        {
            read++;
            for (var i = Last.Count - 1; i > best; i--)
            {
                if (Last[i] == id)
                    (place, best) = (read, i);
            }
        }

        // All of them are gone: what came behind them has moved up by as many at least.
        return best >= 0 ? place : Math.Max(0, Math.Min(At, read) - Last.Count);
    }

    private static ulong Mark(IQueryCollection question) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        question.Select(pair => (Name: pair.Key.ToLowerInvariant(), pair.Value)).Where(pair => !Free.Contains(pair.Name)).OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={string.Join('\u001F', pair.Value.AsEnumerable())}")))));
}
