using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>search QUERY</c></summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var query = new Argument<string>("QUERY") { Description = Lang.T("检索式，例如 TI=(锂电池 AND 隔膜)") };
        var size = new Option<int>("--size") { Description = Lang.T("条数，1 至 100"), DefaultValueFactory = _ => 20 };
        size.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value is < 1 or > 100))
                result.AddError(Lang.T("--size 应为 1 至 100"));
        });
        var command = new Command("search", Lang.T("检索")) { query, size };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var text = arguments.GetValue(query)!;
            var parsed = await hub.Get<QueryReader>().ReadAsync(text, exact: false, cql: false, ct);
            if (parsed.Fault is { } fault)
            {
                await Console.Error.WriteLineAsync(Lang.T($"第 {fault.Position + 1} 个字符：{fault.Message}"));
                return Terminal.WrongUsage;
            }

            var page = await hub.Get<SearchService>().FindAsync(
                new(parsed.Node!, new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.Relevance, 0, arguments.GetValue(size), []), ct);
            Console.WriteLine(Lang.T($"records|共 {page.Total:N0} 条"));
            foreach (var hit in page.Hits)
                Console.WriteLine($"{RecordNumber.Show(hit.Record.Kind, hit.Record.Office, hit.Record.Number)}\t{hit.Record.Status.Label()}\t{hit.Record.Title}"
                    + $"{(hit.Record.Synthetic ? Lang.T("［示例数据］") : "")}");
            return Terminal.Done;
        });
        return command;
    }
}
