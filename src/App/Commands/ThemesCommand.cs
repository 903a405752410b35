using System.CommandLine;
using Zhishu.Watch;

namespace Zhishu.App.Commands;

/// <summary><c>themes publish SLUG</c> and <c>themes withdraw SLUG</c></summary>
internal static class ThemesCommand
{
    public static Command Create() => new("themes", Terminal.Text("专题数据库的公开", "Publication of thematic databases"))
    {
        One("publish", Terminal.Text("公开并列入 /themes", "Make public and list on /themes"), listed: true),
        One("withdraw", Terminal.Text("不再公开，仍可凭链接查看", "No longer public; the link still works"), listed: false),
    };

    private static Command One(string name, string description, bool listed)
    {
        var slug = new Argument<string>("NAME") { Description = Terminal.Text("地址 /themes/ 之后的部分", "What follows /themes/ in its address") };
        var command = new Command(name, description) { slug };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<ThemePublication>().SetAsync(arguments.GetValue(slug)!, listed, ct))
                return Terminal.Done;
            await Console.Error.WriteLineAsync(Terminal.Text($"没有专题数据库 {arguments.GetValue(slug)}", $"There is no thematic database {arguments.GetValue(slug)}"));
            return Terminal.Refused;
        });
        return command;
    }
}
