using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Zhishu.Search.Similarity;

/// <summary>The file that learned words are kept in: a head with the version, the words with their numbers, a checksum. Written beside and then put in its place.</summary>
internal static class VectorFile
{
    /// <summary>Of the form of the file and of the way words are cut and learned: another one is learned again.</summary>
    private const int Version = 1;

    private const int Mark = 0x56575A53; // "SZWV"

    public static void Write(string path, WordVectors vectors)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(Version);
            writer.Write(WordVectors.Size);
            writer.Write(vectors.Records);
            writer.Write(vectors.Words.Count);
            foreach (var word in vectors.Words)
                writer.Write(word);
            writer.Write(MemoryMarshal.AsBytes(vectors.Rarity.AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(vectors.Numbers.AsSpan()));
        }

        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        using (var file = File.Create(path + ".new"))
        {
            file.Write(bytes);
            file.Write(SHA256.HashData(bytes));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>What the file holds; null when there is none, or it is damaged or of another version.</summary>
    public static WordVectors? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static WordVectors? Parse(byte[] bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes
            || !SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^SHA256.HashSizeInBytes..)))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadInt32() != Mark || reader.ReadInt32() != Version || reader.ReadInt32() != WordVectors.Size)
            return null;
        var (records, count) = (reader.ReadInt64(), reader.ReadInt32());
        string[] words = [.. Enumerable.Range(0, count).Select(_ => reader.ReadString())];
        var (rarity, numbers) = (new float[count], new float[count * WordVectors.Size]);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(rarity.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return new(records, words, rarity, numbers);
    }
}
