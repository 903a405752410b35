using System.Collections.Concurrent;
using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>Labels of the kinds of process, for histories; modules add theirs at start.</summary>
public static class ProcessLabels
{
    private static readonly ConcurrentDictionary<string, Bilingual> Labels = new(new Dictionary<string, Bilingual>
    {
        ["account.give"] = new("授予职责", "duty given"),
        ["account.end"] = new("收回职责", "duty ended"),
        ["organisation.add"] = new("登记", "entered"),
        ["organisation.change"] = new("修改信息", "data changed"),
        ["organisation.verify"] = new("核实", "confirmed"),
        ["organisation.join"] = new("答复加入申请", "request to join answered"),
        ["membership.enter"] = new("登记成员身份", "membership entered"),
        ["membership.end"] = new("终止成员身份", "membership ended"),
        ["staff.change"] = new("修改团队人员", "staff changed"),
        ["items.publish"] = new("发布服务事项清单", "service items published"),
    });

    /// <summary>Adds labels.</summary>
    public static void Add(IEnumerable<KeyValuePair<string, Bilingual>> labels)
    {
        foreach (var (type, label) in labels)
            Labels[type] = label;
    }

    /// <summary>The label of a type, or the type itself.</summary>
    public static string Of(string type) => Labels.TryGetValue(type, out var label) ? label.ToString() : type;
}
