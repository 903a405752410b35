using System.Text.Json;
using Zhishu.Foundation;

namespace Zhishu.Records.Demo;

/// <summary>The words that demo records are built from: <c>data/demo/vocabulary.json</c>.</summary>
internal sealed record Vocabulary(
    IReadOnlyList<TechnicalDomain> Domains, string[] Brand, string[] Schools, string[] Institutes, string[] Surnames, string[] Given, string[] Agencies,
    string[] Marks, string[] Gi, string[] Chips, Dictionary<string, string> Goods)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static Vocabulary Load(string referenceFolder)
    {
        var path = Path.Combine(referenceFolder, "demo", "vocabulary.json");
        try
        {
            return JsonSerializer.Deserialize<Vocabulary>(File.ReadAllText(path), Options)!;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }
}

/// <summary>The vocabulary of one field of technology.</summary>
internal sealed record TechnicalDomain(
    string Field, string[] Ipc, string[] Industries, string[] Products, string[] Parts, string[] Features, string[] Steps, string[] Problems, string[] Effects,
    string[] Trade, string Locarno);
