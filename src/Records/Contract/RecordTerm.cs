using Zhishu.Records.Show;

namespace Zhishu.Records;

/// <summary>When the term of a right ends by law.</summary>
public static class RecordTerm
{
    /// <summary>
    /// The end of the term of a patent, or of the first term of a mark, counted from its own dates; null where the office, the type or the dates do not tell. Fees, renewals, earlier ends and
    /// extensions are not in it: it is no status.
    /// </summary>
    public static DateOnly? EndOf(IpRecord record) => TermRules.EndOf(record)?.End;
}
