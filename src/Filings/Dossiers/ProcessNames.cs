using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Dossiers;

/// <summary>Labels of what happens in cases: the acts of the tables, and the rest.</summary>
internal static class ProcessNames
{
    public static IReadOnlyDictionary<string, Bilingual> All { get; } = Build();

    public static Bilingual Of(string type) => All.TryGetValue(type, out var label) ? label : new(type, type);

    private static Dictionary<string, Bilingual> Build()
    {
        var labels = new Dictionary<string, Bilingual>
        {
            ["filing.open"] = new("开始填写申请", "application begun"),
            ["filing.form"] = new("修改备案表", "form changed"),
            ["filing.file"] = new("上传附件", "file added"),
            ["filing.fileRemoved"] = new("删除附件", "file removed"),
            ["filing.ban"] = new("三年内不得提交备案申请", "shut out for three years"),
            ["objection.receive"] = new("收到异议", "objection received"),
            ["registration.evidence"] = new("提交整改情况", "rectification told"),
            ["registration.remind"] = new("期限提醒", "reminder"),
            ["registration.rectificationOver"] = new("整改期届满", "the time to rectify is over"),
            ["report.open"] = new("年度报告开始填报", "annual report to be handed in"),
            ["report.remind"] = new("年度报告提醒", "reminder of the annual report"),
            ["report.overdue"] = new("年度报告逾期", "annual report overdue"),
            ["change.open"] = new("提交变更报备", "change reported"),
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
