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
        ["account.create"] = new("建立账号", "account made"),
        ["account.confirm"] = new("确认邮箱", "address confirmed"),
        ["account.vouch"] = new("核实邮箱", "address vouched for"),
        ["account.signIn"] = new("登录", "signed in"),
        ["account.signInFailed"] = new("登录失败", "sign-in failed"),
        ["account.lock"] = new("锁定", "locked"),
        ["account.signOut"] = new("退出", "signed out"),
        ["account.signOutEverywhere"] = new("退出所有设备", "signed out everywhere"),
        ["account.password"] = new("修改密码", "password changed"),
        ["account.resetAsked"] = new("申请重设密码", "password reset asked for"),
        ["account.reset"] = new("重设密码", "password reset"),
        ["account.secondFactor"] = new("设置第二因素", "second factor set up"),
        ["account.clearSecondFactor"] = new("清除第二因素", "second factor cleared"),
        ["account.consentAsked"] = new("申请他人同意", "consent asked for"),
        ["account.export"] = new("导出个人数据", "personal data taken away"),
        ["account.erase"] = new("注销账号", "account closed"),
        ["organisation.decline"] = new("不予核实", "not confirmed"),
        ["organisation.joinAsked"] = new("申请加入", "asked to join"),
        ["hub.setAside"] = new("搁置一件事项", "a line set aside"),
        ["hub.ask"] = new("要求提前进行的后台工作", "a background work asked for"),
        ["hub.tryAgain"] = new("重试搁置的事项", "a line tried again"),
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
