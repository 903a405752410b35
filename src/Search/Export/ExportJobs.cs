using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Search.Find;

namespace Zhishu.Search.Export;

/// <summary>A file that is made, or was made, of a whole result.</summary>
internal sealed record ExportJob(Guid Id, string Question, string Format, string State, long Done, long Total, DateTime AskedAt, DateTime? FinishedAt);

/// <summary>Makes large files in the background, one after another; they are kept for seven days, or until newer ones need the room. What a killed process left half made is made anew.</summary>
internal sealed class ExportJobs(HubDatabase database, QueryReader reader, SearchService search, IOptions<HubOptions> options, TimeProvider clock,
    Loops loops, ILogger<ExportJobs> log, ExportContext whole) : BackgroundService
{
    public const int MostWaiting = 50;
    public const int MostWaitingOfOne = 2;
    private const int ReportEvery = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly LoopKind Kind = new("exports", new("生成下载文件"), TimeSpan.FromSeconds(1)) { Longest = TimeSpan.FromHours(6) };
    private readonly SemaphoreSlim _wake = new(0);

    private string Folder => Directory.CreateDirectory(Path.Combine(database.DataFolder, "exports")).FullName;

    /// <summary>Asks for a file; the one that the same person asked for already, where it is not made yet. Null when too many are waiting.</summary>
    /// <param name="owner">Who asks (<see cref="Origin.Of"/>).</param>
    public async Task<Guid?> AskAsync(string question, string format, long total, string owner, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("lock table search.export in share row exclusive mode", transaction: transaction, cancellationToken: ct));
        var waiting = (await connection.QueryAsync<(Guid Id, string Owner, string Question, string Format)>(new CommandDefinition(
            "select id, owner, question, format from search.export where state in ('waiting', 'running')", transaction: transaction, cancellationToken: ct))).AsList();
        if (waiting.FirstOrDefault(row => row.Owner == owner && row.Question == question && row.Format == format) is { Id: var same } && same != Guid.Empty)
            return same;
        if (waiting.Count >= MostWaiting || waiting.Count(row => row.Owner == owner) >= MostWaitingOfOne)
            return null;

        // The identity is the key to the file, so it is random through and through.
        var id = new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into search.export (id, question, format, state, total, asked_at, owner) values (@id, @question, @format, 'waiting', @total, @now, @owner)",
            new { id, question, format, total, now = clock.GetUtcNow(), owner }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        _wake.Release();
        return id;
    }

    public async Task<ExportJob?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ExportJob>(new CommandDefinition(
            "select id, question, format, state, done, total, asked_at as AskedAt, finished_at as FinishedAt from search.export where id = @id", new { id }, cancellationToken: ct));
    }

    public string PathOf(ExportJob job) => Path.Combine(Folder, $"{job.Id:N}.{ResultFormat.Find(job.Format)!.Extension}");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, MakeAllAsync, stoppingToken, ct => _wake.WaitAsync(TimeSpan.FromMinutes(1), ct));

    private async Task MakeAllAsync(CancellationToken ct)
    {
        await RemoveOldAsync(ct);
        while (await NextAsync(ct) is { } job)
        {
            await MakeAsync(job, ct);
            await MakeRoomAsync(ct);
        }
    }

    private async Task<ExportJob?> NextAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<ExportJob>(new CommandDefinition(
            "select id, question, format, state, done, total, asked_at as AskedAt, finished_at as FinishedAt from search.export where state in "
                + "('waiting', 'running') order by asked_at limit 1", cancellationToken: ct));
    }

    private async Task MakeAsync(ExportJob job, CancellationToken ct)
    {
        var state = "done";
        var done = 0L;
        var part = PathOf(job) + ".part";
        try
        {
            var query = new QueryCollection(QueryHelpers.ParseQuery(job.Question));
            var (asked, _) = await SearchParameters.ReadAsync(query, reader, 0, ct);
            await ReportAsync(job.Id, "running", 0, ct);
            await using (var file = File.Create(part))
            {
                await ResultFormat.Find(job.Format)!.WriteAsync(search.StreamAsync(asked!.Request, ct).Select(async (stored, _, token) =>
                {
                    if (++done % ReportEvery == 0)
                        await ReportAsync(job.Id, "running", Math.Min(done, job.Total), token);
                    return stored;
                }), file, whole, ct);
            }

            File.Move(part, PathOf(job), overwrite: true);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Export {Id} failed", job.Id);
            File.Delete(part);
            state = "failed";
        }

        await ReportAsync(job.Id, state, Math.Min(done, job.Total), ct);
    }

    private async Task ReportAsync(Guid id, string state, long done, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update search.export set state = @state, done = @done, finished_at = case when @state in ('done', 'failed') then @now end where id = @id",
                new { id, state, done, now = clock.GetUtcNow() }, cancellationToken: ct));
    }

    private async Task RemoveOldAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from search.export where asked_at < @before", new { before = clock.GetUtcNow() - Kept }, cancellationToken: ct));
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => File.GetLastWriteTimeUtc(file) < (clock.GetUtcNow() - Kept).UtcDateTime))
            File.Delete(file);
    }

    /// <summary>The oldest files go when all together take too much room.</summary>
    private async Task MakeRoomAsync(CancellationToken ct)
    {
        var room = options.Value.ExportMegabytes * (long)(1 << 20);
        foreach (var file in new DirectoryInfo(Folder).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc))
        {
            room -= file.Length;
            if (room >= 0)
                continue;
            if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name), "N", out var id))
            {
                await using var connection = await database.Source.OpenConnectionAsync(ct);
                await connection.ExecuteAsync(new CommandDefinition("delete from search.export where id = @id", new { id }, cancellationToken: ct));
            }

            file.Delete();
        }
    }
}
