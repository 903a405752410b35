using System.Text;
using Dapper;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>An import that is stopped goes on where it committed: nothing twice, nothing lost.</summary>
[Collection(ServerCollection.Name)]
public sealed class ResumeTests(TestServer hub)
{
    [Fact]
    public async Task A_stopped_import_resumes_where_it_committed()
    {
        await using var scratch = await hub.ScratchAsync();
        var path = scratch.File("many.jsonl", string.Join('\n', DemoSet.Generate(TestHub.Reference, 6000, 0, 0, 0).Select(RecordJson.Write)) + "\n{\"bad\":1}\n");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scratch.Importer.RunAsync(new([path]), new Progress(now =>
        {
            if (now.Records >= 2000)
                stop.Cancel();
        }), stop.Token));
        var committed = await scratch.ScalarAsync<long>("select count(*) from records.record");
        Assert.InRange(committed, 1000, 5999);

        var report = await scratch.ImportAsync(path);
        Assert.Equal(committed, report.Resumed);
        Assert.Equal((6000 - committed, 0, 1), (report.New, report.Changed, report.Refused));
        Assert.Equal(6000, await scratch.ScalarAsync<long>("select count(*) from records.record"));
        Assert.Equal(6000, await scratch.ScalarAsync<long>("select count(*) from records.changes"));
        Assert.Equal(1, await scratch.ScalarAsync<long>("select count(*) from records.batch"));
        Assert.Equal(1, await scratch.ScalarAsync<long>("select count(*) from records.refusal"));
        Assert.Equal(6000, await scratch.ScalarAsync<long>("select records_new from records.batch"));
    }

    [Fact]
    public async Task Two_imports_of_the_same_records_at_once_add_each_record_once()
    {
        await using var scratch = await hub.ScratchAsync();
        var records = DemoSet.Generate(TestHub.Reference, 3000, 0, 0, 0).Select(RecordJson.Write).ToList();
        var forth = scratch.File("forth.jsonl", string.Join('\n', records));
        records.Reverse();
        var back = scratch.File("back.jsonl", string.Join('\n', records));
        var reports = await Task.WhenAll(scratch.ImportAsync(forth), scratch.ImportAsync(back));
        Assert.Equal(3000, reports.Sum(report => report.New));
        Assert.Equal(0, reports.Sum(report => report.Refused));
        Assert.Equal(3000, await scratch.ScalarAsync<long>("select count(*) from records.record"));
    }

    [Fact]
    public async Task Demo_records_are_marked_and_one_command_removes_them()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("own.csv", "申请号,专利名称\nCN202210000001.0,一种自有的盒\n"));
        await scratch.Demo.LoadAsync((40, 12, 6, 4), null, CancellationToken.None);
        var (byKind, synthetic) = await scratch.Records.CountAsync(CancellationToken.None);
        Assert.Equal((51, 12, 6, 4), (byKind[RecordKind.Patent], byKind[RecordKind.Trademark], byKind[RecordKind.Gi], byKind[RecordKind.Layout]));
        Assert.Equal(62, synthetic);
        Assert.Equal(72, await scratch.Demo.RemoveAsync(CancellationToken.None));
        Assert.Equal(1, await scratch.ScalarAsync<long>("select count(*) from records.record"));
        Assert.Equal("removed", await scratch.Demo.StateAsync(CancellationToken.None));
        await scratch.Demo.LoadAsync((40, 12, 6, 4), null, CancellationToken.None);
        Assert.Equal(73, await scratch.ScalarAsync<long>("select count(*) from records.record"));
    }

    [Fact]
    public void The_demo_set_reaches_every_province_and_year_and_passes_the_checks_of_an_import()
    {
        var checks = new RecordChecks(TestHub.Reference, TimeProvider.System);
        var records = DemoSet.Generate(TestHub.Reference, 20_000, 3000, 500, 300).ToList();
        Assert.All(records, record => Assert.True(record.Synthetic));
        Assert.All(records, record => Assert.NotNull(checks.Check(new SourceItem(1, record, [])).Record));
        Assert.Equal(34, records.Where(record => record.Kind == RecordKind.Patent).Select(record => record.Region![..2]).Distinct().Count());
        Assert.Equal(34, records.Where(record => record.Kind == RecordKind.Gi).Select(record => record.Region![..2]).Distinct().Count());
        Assert.Equal(Enumerable.Range(2006, 21), records.Where(record => record.Kind == RecordKind.Patent).Select(record => record.FilingDate!.Value.Year).Distinct().Order());
        Assert.Equal(records.Count, records.Select(record => (record.Kind, record.Number)).Distinct().Count());
        Assert.All(records.Where(record => record.Kind == RecordKind.Patent), record => Assert.False(RecordNumber.ParsePatent("CN" + record.Number)!.Value.CheckDigitWrong));
    }

    private sealed class Progress(Action<ImportProgress> told) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => told(value);
    }
}
