namespace Zhishu.Records;

/// <summary>Addresses of record pages.</summary>
public static class RecordLinks
{
    /// <summary>The page of a record: <c>/records/patent/202210123456X</c>; numbers of other offices carry their office.</summary>
    public static string To(IpRecord record) =>
        $"/records/{record.Kind.Code()}/{Uri.EscapeDataString(NumberOf(record))}";

    private static string NumberOf(IpRecord record) => IsEarlyUs(record) ? $"US{record.Number[..2]}-{record.Number[2..]}"
        : record.Office != "CN" && !record.Number.StartsWith(record.Office, StringComparison.Ordinal) ? record.Office + record.Number : record.Number;

    // 09832001 behind its office would read as patent 9,832,001.
    private static bool IsEarlyUs(IpRecord record) => record is { Kind: RecordKind.Patent, Office: "US", Number: { Length: 8 } number } && number[0] == '0' && number.All(char.IsAsciiDigit);
}
