using System.CommandLine;
using Zhishu.Exchange;
using Zhishu.Foundation;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>harvest URL</c></summary>
internal static class HarvestCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("URL")
        {
            Description = Lang.T("其他枢纽、OAI-PMH 仓储、JSON Lines 文件的地址，或文件夹")
        };
        var name = new Option<string?>("--name") { Description = Lang.T("来源名称，省略时取对方自报的名称") };
        var set = new Option<string?>("--set") { Description = Lang.T("只采集这一集合，如 region:14") };
        var prefix = new Option<string?>("--prefix") { Description = Lang.T("元数据格式，省略时取最完整的") };
        var licence = new Option<string?>("--licence") { Description = Lang.T("数据许可") };
        var whole = new Option<bool>("--full") { Description = Lang.T("重新读取全部记录，并移除对方已没有的") };
        var agree = new Option<bool>("--agree-deletions") { Description = Lang.T("同意被拦下的大量删除") };
        var noIndex = new Option<bool>("--no-index") { Description = Lang.T("不等待索引；运行中的枢纽会自行跟上") };
        var command = new Command("harvest", Lang.T("立即采集一个来源（首次采集时登记）；再次执行从上次的位置继续")) { address, name, set, prefix, licence, whole, agree, noIndex };
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
            using (var line = new ProgressLine(Lang.T("条")))
            {
                report = await hub.Get<HarvestDesk>().RunAsync(request, new Report<HarvestReport>(now => line.Show(now.New + now.Changed + now.Same + now.Behind + now.Own, null)), ct);
            }

            if (report is null)
            {
                Console.WriteLine(Lang.T("运行中的枢纽正在采集这一来源。"));
                return Terminal.Done;
            }

            Console.WriteLine(Lang.T(
                $"{report.Source}：新增 {report.New:N0}，更新 {report.Changed:N0}，相同 {report.Same:N0}，删除 {report.Deleted:N0}，让位 {report.Behind:N0}，本枢纽原有 "
                + $"{report.Own:N0}，拒绝 {report.Refused:N0}；{report.Pages:N0} 页"));
            if (report.Fault is { } fault)
                Console.Error.WriteLine(fault.ToString());
            if (!arguments.GetValue(noIndex))
                await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return report.Fault is not null || report.Refused > 0 ? Terminal.Refused : Terminal.Done;
        });
        return command;
    }
}
