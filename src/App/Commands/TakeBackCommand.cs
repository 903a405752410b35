using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>take-back IMPORT</c></summary>
internal static class TakeBackCommand
{
    public static Command Create()
    {
        var batch = new Argument<Guid>("IMPORT") { Description = Lang.T("导入批次的标识，见数据入库页面的网址") };
        var command = new Command("take-back", Lang.T("撤回一次导入：它新增的删除，更新的恢复，删除的找回")) { batch };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var undo = hub.Get<ImportUndo>();
            var id = arguments.GetValue(batch);

            // One that was asked for, or was stopped half way, goes on.
            if (await undo.AskAsync(id, ct) is { } fault && (await undo.LookAsync(id, ct))?.State != "taking")
                throw new HubFaultException("import.takeBack", fault);
            await undo.RunAsync(ct);
            var done = (await undo.LookAsync(id, ct))!;
            Console.WriteLine(Lang.T($"已撤回：删除 {done.Added:N0}，恢复 {done.Changed:N0}，其后又被更新而保持不变 {done.Later:N0}"));
            await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return Terminal.Done;
        });
        return command;
    }
}
