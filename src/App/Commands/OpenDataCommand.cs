using System.CommandLine;
using Zhishu.Exchange;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary><c>open-data</c>: builds the files of open data anew.</summary>
internal static class OpenDataCommand
{
    public static Command Create()
    {
        var command = new Command("open-data", Lang.T("重新生成开放数据文件"));
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var built = await hub.Get<OpenDataDesk>().BuildAsync(ct);
            Console.WriteLine(built > 0
                ? Lang.T($"已生成 {built} 个文件")
                : Lang.T("枢纽正在生成，随后会再生成一次"));
            return Terminal.Done;
        });
        return command;
    }
}
