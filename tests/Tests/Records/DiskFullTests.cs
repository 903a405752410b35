using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Tests.App;
using Zhishu.Tests.Foundation;

namespace Zhishu.Tests.Records;

public sealed class DiskFullTests
{
    [SkippableRootFact]
    public async Task A_disk_that_fills_up_stops_the_import_with_a_message_and_it_goes_on_later()
    {
        using var folder = new TempFolder();
        using var elsewhere = new TempFolder();
        using var disk = new SmallDisk(folder.Path, megabytes: 420);
        var path = Path.Combine(elsewhere.Path, "many.jsonl");
        await File.WriteAllLinesAsync(path, DemoSet.Generate(TestHub.Reference, 8000, 0, 0, 0).Select(RecordJson.Write));
        var ballast = Path.Combine(folder.Path, "ballast");

        await MadeFolder.CopyToAsync(Path.Combine(folder.Path, "var"));
        await using (var database = await OpenAsync(folder.Path))
        {
            SmallDisk.Fill(ballast, leave: 8 << 20);
            var refused = await Assert.ThrowsAsync<HubFaultException>(() => ImportAsync(database, path));
            Assert.Equal("disk.full", refused.Code);
        }

        File.Delete(ballast);
        await using var again = await OpenAsync(folder.Path);
        var report = await ImportAsync(again, path);
        Assert.Equal((0, 8000), (report.Refused, report.New + report.Resumed));
        await using var connection = await again.Source.OpenConnectionAsync();
        Assert.Equal(8000, await connection.ExecuteScalarAsync<int>("select count(*) from records.record"));
    }

    private static Task<HubDatabase> OpenAsync(string folder) =>
        HubDatabase.OpenAsync(new HubOptions { DataFolder = Path.Combine(folder, "var") }, null, HubRole.Serve, Hub.Schemas, CancellationToken.None);

    private static Task<ImportReport> ImportAsync(HubDatabase database, string path) =>
        new RecordImporter(database, TestHub.Reference, TimeProvider.System, NullLogger<RecordImporter>.Instance).RunAsync(new([path]), null, CancellationToken.None);
}
