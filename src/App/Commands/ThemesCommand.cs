using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Watch;

namespace Zhishu.App.Commands;

/// <summary><c>themes publish SLUG</c> and <c>themes withdraw SLUG</c></summary>
internal static class ThemesCommand
{
    public static Command Create() => new("themes", Lang.T("专题数据库的公开"))
    {
        One("publish", Lang.T("公开并列入 /themes"), listed: true),
        One("withdraw", Lang.T("不再公开，仍可凭链接查看"), listed: false),
    };

    private static Command One(string name, string description, bool listed)
    {
        var slug = new Argument<string>("NAME") { Description = Lang.T("地址 /themes/ 之后的部分") };
        var command = new Command(name, description) { slug };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<ThemePublication>().SetAsync(arguments.GetValue(slug)!, listed, ct))
                return Terminal.Done;
            await Console.Error.WriteLineAsync(Lang.T($"没有专题数据库 {arguments.GetValue(slug)}"));
            return Terminal.Refused;
        });
        return command;
    }
}
