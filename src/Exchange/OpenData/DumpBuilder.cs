using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Hsds;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Exchange.OpenData;

/// <summary>
/// Builds the files of open data once a day and when much has changed (<see cref="DumpAge"/>), and for every day that is over a file of what changed. A file is
/// written beside and then put in place, so a reader has the old one or the new one, and a killed build leaves nothing but a file that the next one removes.
/// </summary>
internal sealed class DumpBuilder(DumpStore dumps, DumpAge age, ItemStore items, RecordStore records, HsdsBook book, ReferenceData reference, HubDatabase database, TimeProvider clock)
{
    /// <summary>Days for which change files are kept.</summary>
    public const int DaysKept = 90;

    private const int Portion = 500;

    // RFC 1952: head, an empty block, check sum and length. GZipStream leaves a file to which nothing was written in the middle.
    private const int ShortestGzip = 20;
    private static readonly byte[] EmptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private const long BuildLock = 0x7a686973_68756462;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Builds what is due: everything at the first time and after the day has changed in China. Returns how many files were built; none while another process builds.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today();
        var built = await dumps.AllAsync(ct);
        var newest = await items.NewestAsync(ct);
        var due = new List<(DataSet Set, string Format, Dump? Before)>();
        foreach (var (set, format) in DataSets.All.SelectMany(set => set.Distributions.Where(one => one.Dump).Select(one => (set, one.Format))))
        {
            var before = built.FirstOrDefault(dump => dump.Dataset == set.Code && dump.Format == format && File.Exists(Path.Combine(dumps.Folder, dump.File)));
            if (before is null || await age.IsDueAsync(set, before, newest, ct))
                due.Add((set, format, before));
        }

        var days = await DaysDueAsync(built, today, ct);
        if (due.Count + days.Count == 0)
            return 0;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var command = new Npgsql.NpgsqlCommand("select pg_try_advisory_lock($1)", connection);
        command.Parameters.Add(new() { Value = BuildLock });
        if (!(bool)(await command.ExecuteScalarAsync(ct))!)
            return 0;
        try
        {
            foreach (var left in Directory.EnumerateFiles(dumps.Folder, "*.part"))
                File.Delete(left);
            var count = days.Count;
            foreach (var (set, format, before) in due)
                count += await BuildAsync(set, format, before, ct) ? 1 : 0;
            foreach (var day in days)
                await BuildDayAsync(day, ct);
            foreach (var old in built.Where(dump => dump.Dataset == DumpStore.Changes && string.CompareOrdinal(dump.Format, Day(today.AddDays(-DaysKept))) < 0))
                await dumps.RemoveAsync(old, ct);
            return count;
        }
        finally
        {
            await using var unlock = new Npgsql.NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));

    /// <summary>Days that are over and have no file yet, back to the first change or as far as files are kept.</summary>
    private async Task<List<DateOnly>> DaysDueAsync(IReadOnlyList<Dump> built, DateOnly today, CancellationToken ct)
    {
        var present = built.Where(dump => dump.Dataset == DumpStore.Changes).Select(dump => dump.Format).ToHashSet(StringComparer.Ordinal);
        var first = ChinaTime.DayOf(Utc(await items.EarliestAsync(ct)));
        if (first < today.AddDays(-DaysKept))
            first = today.AddDays(-DaysKept);
        return [.. Enumerable.Range(0, Math.Max(0, today.DayNumber - first.DayNumber)).Select(first.AddDays).Where(day => !present.Contains(Day(day)))];
    }

    // A list of the directory that came out as it was within the day is left as it stands: its check sum and its time stay.
    private Task<bool> BuildAsync(DataSet set, string format, Dump? before, CancellationToken ct) => WriteAsync(
        new() { Dataset = set.Code, Format = format, File = DataSets.NameOf(set.Code, format), AskedAt = before?.AskedAt },
        writer => (set.Kind, format) switch
    {
        ({ } kind, "jsonl") => RecordsAsync(kind, async record => await writer.WriteAsync(RecordJson.Write(await records.Texts.WholeAsync(record, ct)) + "\n"), ct),
        ({ } kind, _) => CsvAsync(kind, writer, ct),
        (null, "csv") => MembersAsync(writer, ct),
        _ => ThingsAsync(set.Code == "directory" ? "organizations" : "services", writer, ct),
    }, set.Kind is null && before is { AskedAt: null } && ChinaTime.DayOf(Utc(before.BuiltAt)) == clock.Today() ? before.Sha256 : null, ct);

    private async Task BuildDayAsync(DateOnly day, CancellationToken ct)
    {
        var filter = new ItemFilter(ChinaTime.StartOf(day).UtcDateTime, ChinaTime.StartOf(day.AddDays(1)).UtcDateTime.AddSeconds(-1), []);
        await WriteAsync(new() { Dataset = DumpStore.Changes, Format = Day(day), File = $"{DumpStore.Changes}-{Day(day)}.jsonl.gz" }, async writer =>
        {
            var written = 0L;
            (DateTime, long)? after = null;
            while (await items.PageAsync(filter, after, Portion, ct) is { Count: > 0 } page)
            {
                var stored = (await records.Texts.WholeAsync(await records.GetAsync([.. page.Where(item => !item.Deleted).Select(item => item.RecordId)], ct), ct)).ToDictionary(record => record.Id);
                foreach (var item in page)
                {
                    if (item.Deleted)
                        await writer.WriteAsync(new JsonObject
                        {
                            ["deleted"] = true,
                            ["kind"] = item.Key.Kind.Code(),
                            ["office"] =
                            item.Key.Office,
                            ["number"] = item.Key.Number
                        }.ToJsonString(Json) + "\n");
                    else if (stored.TryGetValue(item.RecordId, out var record))
                        await writer.WriteAsync(RecordJson.Write(record.Record) + "\n");
                    else
                        continue;
                    written++;
                }

                after = (page[^1].Stamp, page[^1].Sequence);
            }

            return written;
        }, null, ct);
    }

    /// <summary>All records of a kind that are passed on.</summary>
    private async Task<long> RecordsAsync(RecordKind kind, Func<IpRecord, Task> write, CancellationToken ct)
    {
        var count = 0L;
        var after = (Office: "", Number: "");
        while (await items.ByKeyAsync(kind, after.Office, after.Number, Portion, ct) is { Count: > 0 } page)
        {
            var stored = (await records.GetAsync([.. page.Select(item => item.RecordId)], ct)).ToDictionary(record => record.Id);
            foreach (var item in page)
            {
                if (!stored.TryGetValue(item.RecordId, out var record))
                    continue;
                await write(record.Record);
                count++;
            }

            after = (page[^1].Key.Office, page[^1].Key.Number);
        }

        return count;
    }

    private async Task<long> CsvAsync(RecordKind kind, StreamWriter writer, CancellationToken ct)
    {
        await writer.WriteAsync('\uFEFF');
        await writer.WriteAsync(CsvText.Line(["kind", "office", "number", "title", "type", "filingDate", "publicationDate", "grantDate", "expiryDate",
            "status", "statusText", "region", "regionName", "applicants", "inventors", "agencies", "classifications", "publications", "abstract", "source", "licence"]));
        string Date(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        string Names(IpRecord record, PartyRole role) => string.Join("; ", record.Parties.Where(party => party.Role == role).Select(party => party.Name));
        return await RecordsAsync(kind, async record => await writer.WriteAsync(CsvText.Line(
        [
            record.Kind.Code(), record.Office, record.Number, record.Title, record.Type ?? "", Date(record.FilingDate), Date(record.PublicationDate), Date(record.GrantDate), Date(record.ExpiryDate),
            record.Status.Code(), record.StatusText ?? "", record.Region ?? "", record.Region is { } region ? reference.Regions.Find(region)?.Title.Zh ?? "" : "",
            Names(record, PartyRole.Applicant), Names(record, PartyRole.Inventor), Names(record, PartyRole.Agency),
            string.Join("; ", record.Classifications.Select(symbol => $"{symbol.Scheme}:{symbol.Symbol}")), string.Join("; ", record.Publications.Select(publication => publication.Number)),
            record.Abstract ?? "", record.Source?.Name ?? "", record.Source?.Licence ?? "",
        ])), ct);
    }

    private async Task<long> ThingsAsync(string list, StreamWriter writer, CancellationToken ct)
    {
        var things = (await book.ReadAsync(ct)).Lists[list];
        foreach (var thing in things)
            await writer.WriteAsync(thing.Full.ToJsonString(Json) + "\n");
        return things.Count;
    }

    private async Task<long> MembersAsync(StreamWriter writer, CancellationToken ct)
    {
        await writer.WriteAsync('\uFEFF');
        await writer.WriteAsync(CsvText.Line(["id", "name", "creditCode", "legalStatus", "province", "city", "address", "phone", "email", "website", "members", "description"]));
        var things = (await book.ReadAsync(ct)).Lists["organizations"];
        foreach (var it in things.Select(thing => thing.Full))
        {
            string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? "";
            var address = it["locations"]?[0]?["addresses"]?[0];
            await writer.WriteAsync(CsvText.Line(
            [
                it["id"]!.ToString(), Text(it, "name"), Text(it["organization_identifiers"]?[0], "identifier"), Text(it, "legal_status"),
                    Text(address, "state_province"), Text(address, "city"), Text(address, "address_1"),
                Text(it["phones"]?[0], "number"), Text(it, "email"), Text(it, "website"), string.Join("; ", it["attributes"]!.AsArray().Select(one => Text(one, "value"))), Text(it, "description"),
            ]));
        }

        return things.Count;
    }

    /// <param name="wanted">Which file: data set, format, name, and when it was asked for.</param>
    /// <param name="write">Writes it, and says how many records it has.</param>
    /// <param name="known">The check sum of the file that is there and would only be made again, or null.</param>
    /// <param name="ct">Stops it; the file that was there stays.</param>
    /// <returns>Whether the file was put in place; not when its check sum is <paramref name="known"/>.</returns>
    private async Task<bool> WriteAsync(Dump wanted, Func<StreamWriter, Task<long>> write, string? known, CancellationToken ct)
    {
        var newest = await items.NewestAsync(ct);
        var (path, part) = (Path.Combine(dumps.Folder, wanted.File), Path.Combine(dumps.Folder, wanted.File + ".part"));
        long count;
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
        {
            await using (var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            await using (var writer = new StreamWriter(packed, new UTF8Encoding(false), 1 << 16))
                count = await write(writer);
            if (file.Length < ShortestGzip)
            {
                file.SetLength(0);
                await file.WriteAsync(EmptyGzip, ct);
            }

            await file.FlushAsync(ct);
            file.Flush(flushToDisk: true);
        }

        await using var read = File.OpenRead(part);
        var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(read, ct));
        read.Close();
        if (sum == known)
        {
            File.Delete(part);
            return false;
        }

        File.Move(part, path, overwrite: true);
        var dump = new Dump
        {
            Dataset = wanted.Dataset,
            Format = wanted.Format,
            File = wanted.File,
            Bytes = new FileInfo(path).Length,
            Sha256 = sum,
            Records = count,
            BuiltAt = clock.GetUtcNow().UtcDateTime,
            ItemStamp = newest.Stamp,
            ItemSeq = newest.Sequence,
            AskedAt = wanted.AskedAt,
        };
        await dumps.EnterAsync(dump, ct);
        return true;
    }
}
