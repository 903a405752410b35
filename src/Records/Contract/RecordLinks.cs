namespace Zhishu.Records;

/// <summary>Addresses of record pages.</summary>
public static class RecordLinks
{
    /// <summary>The page of a record: <c>/records/patent/202210123456X</c>; publications of other offices carry their office in the number.</summary>
    public static string To(IpRecord record) =>
        $"/records/{record.Kind.Code()}/{Uri.EscapeDataString(record.Kind == RecordKind.Patent && record.Office != "CN" && !record.Number.StartsWith(record.Office, StringComparison.Ordinal) ? record.Office + record.Number : record.Number)}";
}
