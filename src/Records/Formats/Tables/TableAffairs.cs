using static Zhishu.Records.TableField;

namespace Zhishu.Records;

/// <summary>
/// What became of rights, one row each: decisions of review and invalidation, licences, pledges, transfers, customs recordal, judgments. They are events of the
/// record that the number names.
/// </summary>
internal static class TableAffairs
{
    private static readonly TableField[] Telling = [DecisionNumber, DecisionDate, Licensee, Pledgee, NewOwner, CustomsNumber, Court];

    /// <summary>Whether a table tells what became of rights.</summary>
    public static bool In(TableHeader header) => Telling.Any(header.Has);

    /// <summary>Whether it tells nothing else, so that its rows only add to records.</summary>
    public static bool Only(TableHeader header) => In(header) && !header.Has(Applicant) && !header.Has(FilingDate) && !header.Has(PublicationDate) && !header.Has(GrantDate) && !header.Has(Ipc);

    public static IEnumerable<LegalEvent> Of(TableRow row)
    {
        var mark = row.Header.Kind == RecordKind.Trademark;
        if (row[DecisionNumber] is not null || row[DecisionDate] is not null)
        {
            var conclusion = row[Conclusion];
            var text = row[DecisionType] ?? (mark ? "商标评审决定" : "复审、无效审查决定");
            var ends = conclusion is not null && conclusion.Contains("无效", StringComparison.Ordinal) && !conclusion.Contains("维持", StringComparison.Ordinal);
            yield return new(row.Date(DecisionDate), ends ? EventCategory.Cessation : EventCategory.RightReview, ends && !text.Contains("无效", StringComparison.Ordinal) ? text + "（无效）" : text)
            {
                Details = Details(("decision", row[DecisionNumber]), ("conclusion", conclusion), ("requester", row[Requester])),
            };
        }

        if (row[Licensee] is { } licensee)
        {
            yield return new(row.Date(LicenceDate) ?? row.Date(RecordalDate), EventCategory.Licence, mark ? "商标使用许可备案" : "专利实施许可合同备案")
            {
                Details = Details(("from", row[Licensor]), ("to", licensee), ("licence", row[LicenceKind]), ("contract", row[RecordalNumber])),
            };
        }

        if (row[Pledgee] is { } pledgee)
        {
            yield return new(row.Date(PledgeDate) ?? row.Date(RecordalDate), EventCategory.Licence, mark ? "注册商标专用权质权登记" : "专利权质押登记")
            {
                Details = Details(("pledgor", row[Pledgor]), ("pledgee", pledgee), ("contract", row[RecordalNumber])),
            };
        }

        if (row[NewOwner] is { } owner)
            yield return new(row.Date(TransferDate) ?? row.Date(RecordalDate), EventCategory.PartyChange, mark ? "商标转让" : "专利权的转移") { Details = Details(("from", row[FormerOwner]), ("to", owner)) };
        if (row[CustomsNumber] is { } customs)
            yield return new(row.Date(RecordalDate), EventCategory.Other, "知识产权海关保护备案") { Details = Details(("contract", customs), ("until", row[CustomsUntil])) };
        // In ledgers 案号 is a number of the office's own: only beside a court is it that of a case.
        if (row[CaseNumber] is { } number && row[Court] is not null)
        {
            yield return new(row.Date(CaseDate), EventCategory.Appeal, row[DecisionType] is { } kind && row[DecisionNumber] is null && row[DecisionDate] is null ? kind : "司法裁判")
            {
                Details = Details(("case", number), ("court", row[Court]), ("title", row[CaseTitle]), ("conclusion", row[DecisionNumber] is null
                    && row[DecisionDate] is null ? row[Conclusion] : null)),
            };
        }
    }

    /// <summary>Keeps under their own names the cells of these fields that no event says.</summary>
    public static SortedDictionary<string, string> Keep(TableRow row, IReadOnlyList<LegalEvent> events, SortedDictionary<string, string> rest)
    {
        for (var field = DecisionNumber; field <= Court; field++)
        {
            foreach (var (name, text) in row.Cells(field)
                .Where(cell => !events.Any(legal => legal.Text == cell.Text || legal.Details.Values.Contains(cell.Text) || (legal.Date is { } day && row.Words.DateOf(cell.Text) == day))))
                rest[name] = text;
        }

        return rest;
    }

    /// <summary>Parts of an event by their names; those that nothing is said of are left out.</summary>
    public static SortedDictionary<string, string> Details(params (string Name, string? Text)[] parts)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in parts)
        {
            if (text is { Length: > 0 })
                details[name] = text;
        }

        return details;
    }
}
