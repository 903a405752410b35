using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Dossiers;

/// <summary>Labels of what happens in cases: the acts of the tables, and the rest.</summary>
internal static class ProcessNames
{
    public static IReadOnlyDictionary<string, Bilingual> All { get; } = Build();

    public static Bilingual Of(string type) => All.TryGetValue(type, out var label) ? label : Bilingual.Of(type, type);

    private static Dictionary<string, Bilingual> Build()
    {
        var labels = new Dictionary<string, Bilingual>
        {
            ["filing.open"] = new("开始填写申请"),
            ["filing.form"] = new("修改备案表"),
            ["filing.file"] = new("上传附件"),
            ["filing.fileRemoved"] = new("删除附件"),
            ["filing.ban"] = new("三年内不得提交备案申请"),
            ["objection.receive"] = new("收到异议"),
            ["registration.evidence"] = new("提交整改情况"),
            ["registration.remind"] = new("期限提醒"),
            ["registration.rectificationOver"] = new("整改期届满"),
            ["report.open"] = new("年度报告开始填报"),
            ["report.remind"] = new("年度报告提醒"),
            ["report.overdue"] = new("年度报告逾期"),
            ["change.open"] = new("提交变更报备"),
        };
        void Add<TState, TAct>(Lifecycle<TState, TAct> table)
            where TState : struct, Enum
            where TAct : struct, Enum
        {
            foreach (var act in Enum.GetValues<TAct>())
                labels.TryAdd($"{table.Name}.{act.Code()}", table.Label(act));
        }

        Add(FilingLifecycle.Table);
        Add(LifeLifecycles.Registration);
        Add(LifeLifecycles.Report);
        Add(LifeLifecycles.Change);
        Add(LifeLifecycles.Objection);
        return labels;
    }
}
