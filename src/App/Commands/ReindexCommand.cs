using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>reindex</c>: builds the search table anew from the records.</summary>
internal static class ReindexCommand
{
    public static Command Create()
    {
        var command = new Command("reindex", Lang.T("从记录重建检索索引（期间检索结果不全）"));
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var total = (await hub.Get<RecordStore>().CountAsync(ct)).ByKind.Values.Sum();
            long done;
            using (var line = new ProgressLine(Lang.T("条")))
            {
                done = await hub.Get<SearchIndex>().RebuildAsync(new Report<long>(count => line.Show(count, total == 0 ? null : Math.Min(1, (double)count / total))), ct);
            }

            Console.WriteLine(Lang.T($"已重建 {Math.Max(done, 0):N0} 条索引"));
            return Terminal.Done;
        });
        return command;
    }
}
