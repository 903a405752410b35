using System.Xml;

namespace Zhishu.Records;

/// <summary>XML is read with document types skipped and entities off: nothing is fetched and nothing expands.</summary>
internal static class SafeXml
{
    /// <param name="mostCharacters">Longest document in characters; 0 means any.</param>
    public static XmlReaderSettings Settings(long mostCharacters = 0) => new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = mostCharacters,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = true,
    };
}
