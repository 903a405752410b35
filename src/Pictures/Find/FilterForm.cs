using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Pictures.Set;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Pictures.Find;

/// <summary>What narrows a search for pictures, as a form or an address carries it.</summary>
internal sealed partial record FilterForm
{
    public string Kind { get; init; } = "";

    public string Status { get; init; } = "";

    public string Nice { get; init; } = "";

    public string Locarno { get; init; } = "";

    public string Vienna { get; init; } = "";

    public string Applicant { get; init; } = "";

    public static FilterForm Of(Func<string, string?> field)
    {
        string Read(string name) => SafeText.Narrow(SafeText.Clean(field(name) ?? "")).Trim();
        return new() { Kind = Read("kind"), Status = Read("status"), Nice = Read("nice"), Locarno = Read("locarno"), Vienna = Read("vienna"), Applicant = Read("applicant") };
    }

    /// <summary>The filter, or the name of the field that is wrong and why.</summary>
    public (PictureFilter? Filter, string Field, Bilingual Fault) Check()
    {
        RecordKind? kind = null;
        LegalStatus? status = null;
        if (Kind is not "")
        {
            if (Kind is not ("trademark" or "design"))
                return (null, "kind", new("检索对象应为商标或外观设计"));
            kind = Kind == "trademark" ? RecordKind.Trademark : RecordKind.Patent;
        }

        if (Status is not "")
        {
            status = Enum.GetValues<LegalStatus>().Cast<LegalStatus?>().FirstOrDefault(known => known!.Value.Code() == Status);
            if (status is null)
                return (null, "status", new("法律状态应为有效、审中或失效"));
        }

        if (Codes(Nice, NiceForm(), "nice") is not { } nice)
            return (null, "nice", new("尼斯类别应为 1 至 45，多个以逗号分隔"));
        if (Codes(Locarno, LocarnoForm(), "locarno") is not { } locarno)
            return (null, "locarno", new("洛迦诺分类应为 14 或 14-03 的形式，多个以逗号分隔"));
        if (Codes(Vienna, ViennaForm(), "vienna") is not { } vienna)
            return (null, "vienna", new("维也纳分类应为 26、26.1 或 26.1.1 的形式，多个以逗号分隔"));
        if (Applicant.Length > 100)
            return (null, "applicant", new("申请人不超过 100 个字符"));
        return (new(kind, status, [.. nice, .. locarno, .. vienna], Applicant.Length == 0 ? null : Applicant.ToLowerInvariant()), "", default);
    }

    /// <summary>Fields that are filled in, for an address.</summary>
    public IEnumerable<(string Name, string Value)> Fields() => new[] { ("kind", Kind), ("status", Status), ("nice", Nice), ("locarno", Locarno), ("vienna", Vienna), ("applicant", Applicant) }
        .Where(field => field.Item2.Length > 0);

    private static List<string>? Codes(string typed, Regex form, string scheme)
    {
        var codes = typed.Split([',', '，', '、', ';', '；', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return codes.Length <= 45 && codes.All(code => form.IsMatch(code)) ? [.. codes.Select(code => $"{scheme}:{(scheme == "nice" ? code.TrimStart('0') : code)}")] : null;
    }

    [GeneratedRegex("^(0?[1-9]|[1-3][0-9]|4[0-5])$")]
    private static partial Regex NiceForm();

    [GeneratedRegex("^[0-9]{2}(-[0-9]{2})?$")]
    private static partial Regex LocarnoForm();

    [GeneratedRegex("^[0-9]{1,2}([.][0-9]{1,2}){0,2}$")]
    private static partial Regex ViennaForm();
}
