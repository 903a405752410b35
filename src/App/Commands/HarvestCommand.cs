using System.CommandLine;
using Zhishu.Exchange;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>harvest URL</c></summary>
internal static class HarvestCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("URL")
        {
            Description = Terminal.Text("其他枢纽、OAI-PMH 仓储、JSON Lines 文件的地址，或文件夹",
            "Address of another hub, an OAI-PMH repository or a JSON Lines file, or a folder")
        };
        var name = new Option<string?>("--name") { Description = Terminal.Text("来源名称，省略时取对方自报的名称", "Name of the source; its own when left out") };
        var set = new Option<string?>("--set") { Description = Terminal.Text("只采集这一集合，如 region:14", "Only this set, such as region:14") };
        var prefix = new Option<string?>("--prefix") { Description = Terminal.Text("元数据格式，省略时取最完整的", "Metadata format; the most complete when left out") };
        var licence = new Option<string?>("--licence") { Description = Terminal.Text("数据许可", "Licence of the data") };
        var whole = new Option<bool>("--full") { Description = Terminal.Text("重新读取全部记录，并移除对方已没有的", "Read everything once more, and take away what the source no longer has") };
        var agree = new Option<bool>("--agree-deletions") { Description = Terminal.Text("同意被拦下的大量删除", "Agree to the many deletions that were stopped") };
        var noIndex = new Option<bool>("--no-index") { Description = Terminal.Text("不等待索引；运行中的枢纽会自行跟上", "Do not index; a running hub follows by itself") };
        var command = new Command("harvest", Terminal.Text("立即采集一个来源（首次采集时登记）；再次执行从上次的位置继续",
            "Harvest a source now, entering it the first time; done again it goes on where it stopped")) { address, name, set, prefix, licence, whole, agree, noIndex };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var request = new HarvestRequest(arguments.GetValue(address)!)
            {
                Name = arguments.GetValue(name),
                Set = arguments.GetValue(set),
                Prefix = arguments.GetValue(prefix),
                Licence = arguments.GetValue(licence),
                Whole = arguments.GetValue(whole),
                AgreeToDeletions = arguments.GetValue(agree),
            };
            HarvestReport? report;
            using (var line = new ProgressLine(Terminal.Text("条", "records")))
            {
                report = await hub.Get<HarvestDesk>().RunAsync(request, new Report<HarvestReport>(now => line.Show(now.New + now.Changed + now.Same + now.Behind + now.Own, null)), ct);
            }

            if (report is null)
            {
                Console.WriteLine(Terminal.Text("运行中的枢纽正在采集这一来源。", "The running hub is harvesting this source just now."));
                return Terminal.Done;
            }

            Console.WriteLine(Terminal.Text(
                $"{report.Source}：新增 {report.New:N0}，更新 {report.Changed:N0}，相同 {report.Same:N0}，删除 {report.Deleted:N0}，让位 {report.Behind:N0}，本枢纽原有 "
                + $"{report.Own:N0}，拒绝 {report.Refused:N0}；{report.Pages:N0} 页",
                $"{report.Source}: {report.New:N0} new, {report.Changed:N0} changed, {report.Same:N0} the "
                    + $"same, {report.Deleted:N0} deleted, {report.Behind:N0} shown from elsewhere, {report.Own:N0} our own, {report.Refused:N0} refused; {report.Pages:N0} pages"));
            if (report.Fault is { } fault)
                Console.Error.WriteLine(fault.ToString());
            if (!arguments.GetValue(noIndex))
                await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return report.Fault is not null || report.Refused > 0 ? Terminal.Refused : Terminal.Done;
        });
        return command;
    }
}
