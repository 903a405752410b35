using System.Text;
using Zhishu.Foundation;
using Zhishu.Records.Standards;

namespace Zhishu.Records;

/// <summary>The rules every record must keep, whatever its source. Pure: the same record gives the same answer.</summary>
internal sealed class RecordChecks(ReferenceData reference, TimeProvider clock)
{
    private const int LongestTitle = 2000;
    private const int LongestText = 200_000;
    private const int MostItems = 5000;
    private const int MostParts = 50_000;
    private const long LongestDescription = 20_000_000;
    private static readonly DateOnly Earliest = new(1790, 1, 1);

    /// <summary>Normalises numbers and checks members. A record with a problem that is no warning is refused.</summary>
    /// <param name="item">What was read.</param>
    /// <param name="amends">Whether the source only adds to records: it need not say what they are called.</param>
    public SourceItem Check(SourceItem item, bool amends = false)
    {
        if (item.Record is not { } record)
            return item;
        var problems = new List<Problem>(item.Problems);
        void Refuse(string field, string code, Bilingual reason, string? value = null) =>
            problems.Add(Problem.Of(item.Line, record.Number, field, code, reason, value));
        void Warn(string field, string code, Bilingual reason, string? value = null) =>
            problems.Add(Problem.Of(item.Line, record.Number, field, code, reason, value, warning: true));

        if (HasBadCharacter(record))
            Refuse("*", "text.character", new("文本含有不允许的控制字符或残缺的字符"));
        if (string.IsNullOrWhiteSpace(record.Title) && !amends && !item.Deletes)
            Refuse("title", "title.missing", new("缺少名称"));
        else if (record.Title.Length > LongestTitle)
            Refuse("title", "title.long", new($"名称超过 {LongestTitle} 字"), record.Title);
        if (record.Office.Length != 2 || !record.Office.All(char.IsAsciiLetterUpper))
            Refuse("office", "office.wrong", new("受理局代码应为两个大写字母（WIPO ST.3）"), record.Office);
        else if (!St3.IsOffice(record.Office))
            Refuse("office", "office.unknown", new("受理局代码不在 WIPO ST.3 中"), record.Office);

        var number = Number(record, Warn);
        if (number is null)
            Refuse("number", "number.wrong", new("号码无法识别"), record.Number);
        CheckDates(record, Refuse);
        CheckSizes(record, Refuse);
        if (record.Region is { } region && reference.Regions.Find(region) is null)
            Refuse("region", "region.unknown", new("地区代码不在 GB/T 2260 中"), region);
        foreach (var industry in record.Industries.Where(industry => reference.Industries.Find(industry) is null))
            Refuse("industries", "industry.unknown", new("行业代码不在 GB/T 4754-2017 中"), industry);
        foreach (var symbol in record.Classifications.Where(symbol => !ClassificationSymbol.IsShaped(symbol)))
            Refuse("classifications", "classification.wrong", new($"分类号形式不正确（{symbol.Scheme}）"), symbol.Symbol);
        CheckCreditCodes(record, Refuse, Warn);
        CheckStandardCodes(record, Warn);

        return problems.Exists(problem => !problem.Warning)
            ? new(item.Line, null, problems) { Raw = item.Raw }
            : item with { Record = record with { Number = number!, Media = [.. record.Media.Where(media => media.Key.Length > 0)] }, Problems = problems };
    }

    private static string? Number(IpRecord record, Action<string, string, Bilingual, string?> warn)
    {
        if (record.Kind != RecordKind.Patent)
            return record.Kind == RecordKind.Gi ? RecordNumber.NormaliseGi(record.Number) : RecordNumber.NormaliseOther(record.Number);
        // A number of eight figures is that of an American application, whatever it begins with: with its office before it, it would be that of a patent.
        if (record is { Office: "US", Number.Length: 8 } && record.Number.All(char.IsAsciiDigit))
            return record.Number;
        var withOffice = record.Office == "CN" || record.Number.StartsWith(record.Office, StringComparison.OrdinalIgnoreCase) ? record.Number : record.Office + record.Number;
        if ((RecordNumber.ParsePatent(record.Number) is { } own && own.Office == record.Office ? own : RecordNumber.ParsePatent(withOffice)) is not { } number)
            return null;
        if (number.CheckDigitWrong)
            warn("number", "number.checkDigit", new("申请号校验位不符，请核对"), record.Number);
        return number.Normal;
    }

    private void CheckDates(IpRecord record, Action<string, string, Bilingual, string?> refuse)
    {
        var today = clock.Today();
        foreach (var (field, date) in new[] { ("filingDate", record.FilingDate), ("publicationDate", record.PublicationDate), ("grantDate", record.GrantDate) })
        {
            if (date > today.AddDays(7) || date < Earliest)
                refuse(field, "date.range", new("日期不合理：早于 1790 年或晚于今天"), date.Value.ToString("yyyy-MM-dd"));
        }

        if (record.GrantDate < record.FilingDate)
            refuse("grantDate", "date.order", new("授权（注册）日早于申请日"), record.GrantDate?.ToString("yyyy-MM-dd"));
        if (record.PublicationDate < record.FilingDate)
            refuse("publicationDate", "date.order", new("公开日早于申请日"), record.PublicationDate?.ToString("yyyy-MM-dd"));
    }

    private static void CheckSizes(IpRecord record, Action<string, string, Bilingual, string?> refuse)
    {
        if (record.Abstract?.Length > LongestText || record.Claims.Sum(claim => (long)claim.Text.Length) > 2 * LongestText)
            refuse("abstract", "text.long", new("摘要或权利要求过长"), null);
        if (record.Description.Count > MostParts || record.Description.Sum(part => (long)part.Text.Length) > LongestDescription)
            refuse("description", "text.long", new("说明书过长"), null);
        if (record.Media.Count > MostItems || record.Media.Any(media => media.Key.Length is not (0 or 64) || media.Key.AsSpan().ContainsAnyExcept("0123456789abcdef") || media.Name.Length > 400))
            refuse("media", "key.wrong", new("图的校验值应为 64 位十六进制"), null);
        if (record.DescriptionKey is { } key && (key.Length != 64 || key.AsSpan().ContainsAnyExcept("0123456789abcdef")))
            refuse("descriptionKey", "key.wrong", new("说明书校验值应为 64 位十六进制"), key);
        if (record.Parties.Count > MostItems || record.Classifications.Count > MostItems || record.Citations.Count > MostItems
            || record.Events.Count > MostItems || record.Claims.Count > MostItems || record.Family.Count > MostItems || record.Related.Count > MostItems || record.Extra.Count > 200)
            refuse("*", "list.long", new($"列表超过 {MostItems} 项"), null);
    }

    private static void CheckCreditCodes(
        IpRecord record, Action<string, string, Bilingual, string?> refuse, Action<string, string, Bilingual, string?> warn)
    {
        foreach (var code in record.Parties.Select(party => party.CreditCode).OfType<string>())
        {
            var fault = CreditCode.Check(code, out _);
            if (fault == CreditCodeFault.Shape)
                refuse("parties.creditCode", "creditCode.shape", new("统一社会信用代码应为 18 位，第 3 至 8 位为数字（GB 32100）"), code);
            else if (fault == CreditCodeFault.CheckDigit)
                warn("parties.creditCode", "creditCode.checkDigit", new("统一社会信用代码校验位不符，请核对"), code);
        }
    }

    // Codes that are only carried along are doubted, not refused: sources of decades hold many.
    private static void CheckStandardCodes(IpRecord record, Action<string, string, Bilingual, string?> warn)
    {
        if (record.Parties.Select(party => party.Country).Concat(record.Priorities.Select(priority => priority.Country)).FirstOrDefault(code => code is not null && !St3.IsOffice(code)) is { } country)
            warn("country", "country.unknown", new("国家或组织代码不在 WIPO ST.3 中"), country);
        if (record.Kind == RecordKind.Patent && record.Publications.Select(publication => RecordNumber.ParsePatent(publication.Number)?.KindCode)
            .FirstOrDefault(code => code is { Length: > 0 } && !St3.IsKindCode(code)) is { } kind)
            warn("publications", "kindCode.unknown", new("文献种类代码不符合 WIPO ST.16"), kind);
        if (record.Events.Select(legal => legal.Standard).FirstOrDefault(code => code is not null && !St27.IsCode(code)) is { } standard)
            warn("events", "event.unknown", new("法律事件代码不在 WIPO ST.27/ST.61 中"), standard);
    }

    // PostgreSQL cannot keep NUL, and half a surrogate pair cannot be written as UTF-8.
    private static bool HasBadCharacter(IpRecord record) =>
        Texts(record).Any(text => text is not null && (text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text)));

    private static bool HasLoneSurrogate(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static IEnumerable<string?> Texts(IpRecord record) =>
    [
        record.Title, record.TitleEn, record.Number, record.Office, record.Type, record.StatusText, record.Region, record.Abstract, record.Source?.Name, record.Source?.Licence,
        .. record.Parties.SelectMany(party => new[] { party.Name, party.Address, party.Type, party.Country, party.CreditCode }),
        .. record.Claims.Select(claim => claim.Text),
        .. record.Events.SelectMany(legal => new[] { legal.Text, legal.Code, legal.Standard }),
        .. record.Events.SelectMany(legal => legal.Details.Values),
        .. record.Description.SelectMany(part => new[] { part.Kind, part.Text, part.Number }),
        .. record.Media.SelectMany(media => new[] { media.Kind, media.Name, media.Label, media.Type }),
        .. record.Translations.SelectMany(translation => new[] { translation.Language, translation.Title, translation.Abstract }),
        .. record.Citations.SelectMany(citation => new[] { citation.Text, citation.By }),
        .. record.Classifications.SelectMany(symbol => new[] { symbol.Symbol, symbol.Scheme }),
        .. record.Publications.Select(publication => publication.Number),
        .. record.Related.SelectMany(related => new[] { related.Kind, related.Number }),
        .. record.Priorities.SelectMany(priority => new[] { priority.Number, priority.Country }),
        .. record.Family, .. record.Industries, .. record.Extra.Keys, .. record.Extra.Values,
    ];
}
