using Microsoft.Extensions.Hosting;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Intake;

/// <summary>Imports the files that people sent, one after another, and takes back the imports that are to be. One that was under way when the hub stopped goes on where it committed.</summary>
internal sealed class UploadRunner(UploadStore uploads, RecordImporter importer, ImportUndo undo, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("uploads", new("导入上传的文件"), TimeSpan.FromSeconds(2)) { Longest = TimeSpan.FromHours(12) };
    private const int MostNotes = 20;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, RunAsync, stoppingToken);

    /// <summary>Imports what waits.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await uploads.DropOldAsync(ct);
        await undo.RunAsync(ct);
        foreach (var upload in await uploads.WaitingAsync(ct))
        {
            await uploads.MoveAsync(upload.Id, "waiting", "running", upload.KeepUnknown, ct);
            var state = "done";
            try
            {
                var report = await importer.RunAsync(new ImportRequest([uploads.PathOf(upload)])
                {
                    KeepUnknown = upload.KeepUnknown,
                    SourceName = upload.Name,
                    Mapping = upload.Mapping is { } mapping ? TableMapping.Parse(mapping) : null
                }, null, ct);
                (upload.New, upload.Changed, upload.Same, upload.Refused, upload.BatchId) = (report.New, report.Changed, report.Same, report.Refused, report.BatchId);
                upload.NotesZh = [.. report.Notes.Take(MostNotes).Select(note => note.Text.Zh)];
                upload.NotesEn = [.. report.Notes.Take(MostNotes).Select(note => note.Text.En)];
            }
            catch (HubFaultException e) when (e.Code is not ("database.lost" or "disk.full"))
            {
                (state, upload.NotesZh, upload.NotesEn) = ("failed", [e.Text.Zh], [e.Text.En]);
            }

            await uploads.EndAsync(upload, state, ct);
            uploads.Remove(upload.Id);
        }
    }
}
