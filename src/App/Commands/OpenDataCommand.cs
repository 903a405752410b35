using System.CommandLine;
using Zhishu.Exchange;

namespace Zhishu.App.Commands;

/// <summary><c>open-data</c>: builds the files of open data anew.</summary>
internal static class OpenDataCommand
{
    public static Command Create()
    {
        var command = new Command("open-data", Terminal.Text("重新生成开放数据文件", "Build the files of open data anew"));
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var built = await hub.Get<OpenDataDesk>().BuildAsync(ct);
            Console.WriteLine(built > 0
                ? Terminal.Text($"已生成 {built} 个文件", $"{built} files built")
                : Terminal.Text("枢纽正在生成，随后会再生成一次", "The hub is building them, and will build them once more afterwards"));
            return Terminal.Done;
        });
        return command;
    }
}
