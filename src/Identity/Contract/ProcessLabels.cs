using System.Collections.Concurrent;
using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>Labels of the kinds of process, for histories; modules add theirs at start.</summary>
public static class ProcessLabels
{
    private static readonly ConcurrentDictionary<string, Bilingual> Labels = new(new Dictionary<string, Bilingual>
    {
        ["account.give"] = new("duty given|授予职责"),
        ["account.end"] = new("收回职责"),
        ["account.create"] = new("建立账号"),
        ["account.confirm"] = new("address confirmed|确认邮箱"),
        ["account.vouch"] = new("核实邮箱"),
        ["account.signIn"] = new("signed in|登录"),
        ["account.signInFailed"] = new("登录失败"),
        ["account.lock"] = new("锁定"),
        ["account.signOut"] = new("退出"),
        ["account.signOutEverywhere"] = new("退出所有设备"),
        ["account.password"] = new("修改密码"),
        ["account.resetAsked"] = new("申请重设密码"),
        ["account.reset"] = new("password reset|重设密码"),
        ["account.secondFactor"] = new("设置第二因素"),
        ["account.clearSecondFactor"] = new("second factor cleared|清除第二因素"),
        ["account.consentAsked"] = new("申请他人同意"),
        ["account.export"] = new("导出个人数据"),
        ["account.erase"] = new("account closed|注销账号"),
        ["organisation.decline"] = new("不予核实"),
        ["organisation.joinAsked"] = new("申请加入"),
        ["hub.setAside"] = new("搁置一件事项"),
        ["hub.ask"] = new("要求提前进行的后台工作"),
        ["hub.tryAgain"] = new("重试搁置的事项"),
        ["organisation.add"] = new("entered|登记"),
        ["organisation.change"] = new("修改信息"),
        ["organisation.verify"] = new("confirmed|核实"),
        ["organisation.join"] = new("答复加入申请"),
        ["membership.enter"] = new("登记成员身份"),
        ["membership.end"] = new("终止成员身份"),
        ["staff.change"] = new("修改团队人员"),
        ["items.publish"] = new("发布服务事项清单"),
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
