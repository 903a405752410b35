using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhishu.Foundation;
using Zhishu.Foundation.Audit;
using Zhishu.Foundation.Processes;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Identity;

/// <summary>The audit trail: written with the change, chained under a key that the database does not have, its head noted outside. Whoever tampers here has all rights over the database.</summary>
[Collection(ServerCollection.Name)]
public sealed class AuditTests(TestServer hub) : IAsyncLifetime
{
    private readonly Clock _clock = new(new DateTimeOffset(2026, 11, 26, 2, 0, 0, TimeSpan.Zero));
    private ScratchHub _scratch = null!;
    private ServiceProvider _services = null!;

    private AuditTrail Trail => _services.GetRequiredService<AuditTrail>();

    private AuditKeys Keys => _services.GetRequiredService<AuditKeys>();

    public async Task InitializeAsync()
    {
        _scratch = await hub.ScratchAsync();
        _services = _scratch.Serve(new HubOptions { DataFolder = _scratch.Folder }, _clock);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _scratch.DisposeAsync();
    }

    [Fact]
    public async Task The_first_line_names_the_key_which_lies_in_a_file_for_the_hub_alone()
    {
        await RecordAsync(3);
        var file = Assert.Single(Directory.GetFiles(Keys.Folder, "audit-*.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var first = (await Trail.ReadAsync(new(), 3, 1, CancellationToken.None)).Single();
        Assert.Equal(("audit.key", Path.GetFileNameWithoutExtension(file)["audit-".Length..]), (first.Type, first.SubjectId));
        Assert.Equal((4L, true), await WholeAsync());
        Assert.Equal(3, await Trail.CountAsync(new("名"), CancellationToken.None));
        Assert.Equal(3, await Trail.CountAsync(new("te"), CancellationToken.None));
        Assert.Equal(0, await Trail.CountAsync(new("%"), CancellationToken.None));
    }

    [Theory]
    [InlineData("update foundation.process set reason = 'nothing happened' where seq = 7", 7)]
    [InlineData("delete from foundation.process where seq = 11", 11)]
    [InlineData("delete from foundation.process where seq = 11; update foundation.process set seq = seq - 1 where seq > 11", 11)]
    [InlineData("update foundation.process set seq = -5 where seq = 5; update foundation.process set seq = 5 where seq = 6; update foundation.process set seq = 6 where seq = -5", 5)]
    public async Task A_line_changed_taken_out_or_swapped_is_found(string tampering, long line)
    {
        await RecordAsync(20);
        await TamperAsync(tampering);
        var verdict = await Trail.VerifyAsync(CancellationToken.None);
        Assert.False(verdict.IsWhole);
        Assert.Equal(line, verdict.Broken);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(11)]
    [InlineData(1)]
    public async Task An_end_that_was_cut_off_is_found_also_at_the_very_line_of_an_older_anchor(long keep)
    {
        await RecordAsync(10);
        await NoteAsync();
        await RecordAsync(10);
        await NoteAsync();
        Assert.Equal((21L, true), await WholeAsync());
        await TamperAsync($"delete from foundation.process where seq > {keep}");
        var verdict = await Trail.VerifyAsync(CancellationToken.None);
        Assert.Null(verdict.Broken);
        Assert.Contains("knows 21 lines and the trail has " + keep, Assert.Single(verdict.Faults).En, StringComparison.Ordinal);

        // Written on with new lines, it is still another trail than the one that was noted; and no head of it is noted any more.
        await RecordAsync(30);
        Assert.Contains("Line 21 is not the one", Assert.Single((await Trail.VerifyAsync(CancellationToken.None)).Faults).En, StringComparison.Ordinal);
        _clock.Now = _clock.Now.AddDays(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _services.GetRequiredService<AuditAnchors>().RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_chain_computed_anew_without_the_key_is_found_whatever_it_claims()
    {
        await RecordAsync(20);
        await NoteAsync();

        // With the marker in place: its line does not fit.
        await ForgeAsync(rows => rows[6].Reason = "nothing happened", null);
        Assert.Equal(1, (await Trail.VerifyAsync(CancellationToken.None)).Broken);

        // Under a key of the forger's own: this hub does not have it.
        await ForgeAsync(rows => rows[0].After = ProcessChain.Own("", Actor.Clock, _clock.Now, "", "", new(AuditKey.Of(new byte[32]).Fingerprint), null).After, AuditKey.Of(new byte[32]));
        var own = await Trail.VerifyAsync(CancellationToken.None);
        Assert.Contains(own.Faults, fault => fault.En.Contains("is not here: only the links were checked", StringComparison.Ordinal));
        Assert.Contains(own.Faults, fault => fault.En.Contains("Line 21 is not the one", StringComparison.Ordinal));

        // As a trail that never had a key: this hub has one, also when the anchors are gone.
        await ForgeAsync(rows => rows[0].Type = "test", null);
        Assert.Contains((await Trail.VerifyAsync(CancellationToken.None)).Faults, fault => fault.En.Contains("does not name its key", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<HubFaultException>(() => RecordAsync(1));
        Assert.Equal("audit.unmarked", refused.Code);
        File.Delete(Keys.Anchors.Path);
        Assert.False((await Trail.VerifyAsync(CancellationToken.None)).IsWhole);
    }

    [Fact]
    public async Task An_older_trail_stays_as_it_was_and_takes_the_key_with_its_next_line()
    {
        await RecordAsync(10);
        await ForgeAsync(rows => rows[0].Type = "test", null);
        foreach (var file in Directory.GetFiles(Keys.Folder))
            File.Delete(file);
        Assert.Equal((11L, true), await WholeAsync());
        await RecordAsync(5);
        var verdict = await Trail.VerifyAsync(CancellationToken.None);
        Assert.Equal((17L, true), (verdict.Lines, verdict.IsWhole));
        Assert.Contains(verdict.Notes, note => note.En.Contains("Lines 1 to 11 were written before there was a key", StringComparison.Ordinal));
        await TamperAsync("update foundation.process set reason = 'x' where seq = 4");
        Assert.Equal(4, (await Trail.VerifyAsync(CancellationToken.None)).Broken);
        await ForgeAsync(_ => { }, null, 11);
        Assert.Equal(12, (await Trail.VerifyAsync(CancellationToken.None)).Broken);
    }

    [Fact]
    public async Task A_lost_key_is_told_and_never_replaced_until_the_operator_says_so()
    {
        await RecordAsync(5);
        var file = Directory.GetFiles(Keys.Folder, "audit-*.key").Single();
        var kept = await File.ReadAllTextAsync(file);
        File.Delete(file);
        var fault = await Assert.ThrowsAsync<HubFaultException>(() => RecordAsync(1));
        Assert.Contains(Path.GetFileName(file), fault.Text.Zh, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubFaultException>(() => _services.GetRequiredService<AuditDesk>().PrepareAsync(CancellationToken.None));
        Assert.Empty(Directory.GetFiles(Keys.Folder, "audit-*.key"));
        Assert.Contains("is not here", Assert.Single((await Trail.VerifyAsync(CancellationToken.None)).Faults).En, StringComparison.Ordinal);

        // Another key in its place, under its name, is not taken for it.
        await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await Assert.ThrowsAsync<HubFaultException>(() => RecordAsync(1));
        Assert.False((await Trail.VerifyAsync(CancellationToken.None)).IsWhole);
        File.Delete(file);
        var second = await _services.GetRequiredService<AuditDesk>().NewKeyAsync("旧盘损坏", CancellationToken.None);
        await RecordAsync(5);
        Assert.Single((await Trail.VerifyAsync(CancellationToken.None)).Faults);
        await NoteAsync();
        Assert.Equal(second, Assert.Single(Keys.Anchors.Read())!.Key);
        await File.WriteAllTextAsync(file, kept);
        var verdict = await Trail.VerifyAsync(CancellationToken.None);
        Assert.Equal((12L, true), (verdict.Lines, verdict.IsWhole));
        Assert.Contains(verdict.Notes, note => note.Zh.Contains(second, StringComparison.Ordinal) && note.Zh.Contains("旧盘损坏", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_given_as_a_setting_is_used_and_not_written_down()
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var services = _scratch.Serve(new HubOptions { DataFolder = _scratch.Folder, AuditKey = secret }, _clock);
        await RecordAsync(3, services);
        Assert.True((await services.GetRequiredService<AuditTrail>().VerifyAsync(CancellationToken.None)).IsWhole);
        Assert.False(Directory.Exists(Keys.Folder) && Directory.GetFiles(Keys.Folder, "*.key").Length > 0);
        Assert.False((await Trail.VerifyAsync(CancellationToken.None)).IsWhole);
        await using var wrong = _scratch.Serve(new HubOptions { DataFolder = _scratch.Folder, AuditKey = "short" }, _clock);
        Assert.Equal("settings.auditKey", (await Assert.ThrowsAsync<HubFaultException>(() => RecordAsync(1, wrong))).Code);
    }

    [Fact]
    public async Task Many_at_once_make_one_chain_without_gaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RecordAsync(25)));
        Assert.Equal((201L, true), await WholeAsync());
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_no_line()
    {
        await using (var scope = _services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", "1", "x"), null, CancellationToken.None);
            await transaction.RollbackAsync();
        }

        Assert.Equal(0, (await Trail.VerifyAsync(CancellationToken.None)).Lines);
        await RecordAsync(1);
        Assert.Equal((2L, true), await WholeAsync());
    }

    [Fact]
    public async Task The_head_is_noted_once_a_day_and_an_anchor_that_was_changed_is_found()
    {
        await RecordAsync(3);
        var anchors = _services.GetRequiredService<AuditAnchors>();
        await anchors.RunAsync(CancellationToken.None);
        await RecordAsync(3);
        await anchors.RunAsync(CancellationToken.None);
        Assert.Single(await File.ReadAllLinesAsync(Keys.Anchors.Path));
        _clock.Now = _clock.Now.AddDays(1);
        await anchors.RunAsync(CancellationToken.None);
        var lines = await File.ReadAllLinesAsync(Keys.Anchors.Path);
        Assert.Equal([4L, 7L], Keys.Anchors.Read().Select(anchor => anchor!.Lines));
        Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(Keys.Anchors.Path));

        // A copy kept elsewhere tells the same.
        var copy = Path.Combine(_scratch.Folder, "copy.jsonl");
        File.Copy(Keys.Anchors.Path, copy);
        Assert.True((await Trail.VerifyAsync(CancellationToken.None, copy)).IsWhole);
        foreach (var wrong in new[] { lines[1].Replace("\"lines\":7", "\"lines\":6", StringComparison.Ordinal), "nonsense", "{}" })
        {
            await File.WriteAllLinesAsync(copy, [lines[0], wrong]);
            Assert.Contains("Line 2 of", Assert.Single((await Trail.VerifyAsync(CancellationToken.None, copy)).Faults).En, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_head_goes_out_by_mail_and_webhook_and_waits_while_nobody_takes_it()
    {
        await using var receiver = await AnchorReceiver.StartAsync();
        var options = new HubOptions { DataFolder = _scratch.Folder, AuditAnchorMail = "auditor@office.example", AuditAnchorUrl = receiver.Address };
        options.Mail.Host = "127.0.0.1";
        await using var services = _scratch.Serve(options, _clock);
        await RecordAsync(3, services);
        receiver.Refuses = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<AuditAnchors>().RunAsync(CancellationToken.None));
        var line = Assert.Single(await File.ReadAllLinesAsync(Keys.Anchors.Path));
        receiver.Refuses = false;
        await services.GetRequiredService<AuditAnchors>().RunAsync(CancellationToken.None);
        await services.GetRequiredService<AuditAnchors>().RunAsync(CancellationToken.None);
        Assert.Equal([line], receiver.Taken);
        Assert.Equal(line + "\n", await _scratch.ScalarAsync<string>("select body from foundation.mail where recipient = 'auditor@office.example'"));
    }

    [Fact]
    public async Task An_older_backup_brought_back_by_the_hub_is_told_as_such_and_one_by_other_tools_is_not_passed_over()
    {
        await RecordAsync(10);
        await TamperAsync("create table backup as select * from foundation.process");
        await RecordAsync(10);
        await NoteAsync();
        var keys = Path.Combine(_scratch.Folder, "b.keys");
        _services.GetRequiredService<KeyFolder>().WriteTo(keys);
        Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(keys));
        await TamperAsync("truncate foundation.process; insert into foundation.process select * from backup");
        Assert.Contains("brought back with other tools", Assert.Single((await Trail.VerifyAsync(CancellationToken.None)).Faults).En, StringComparison.Ordinal);
        _clock.Now = _clock.Now.AddHours(1);
        Assert.Null(await _services.GetRequiredService<AuditDesk>().RestoredAsync("b", CancellationToken.None));
        var verdict = await Trail.VerifyAsync(CancellationToken.None);
        Assert.Equal((12L, true), (verdict.Lines, verdict.IsWhole));
        Assert.Contains(verdict.Notes, note => note.En.Contains("An older backup was brought back", StringComparison.Ordinal) && note.En.Contains("it had 11 lines", StringComparison.Ordinal));

        // What is noted afterwards is not excused by it.
        await NoteAsync();
        await TamperAsync("delete from foundation.process where seq > 12");
        Assert.True((await Trail.VerifyAsync(CancellationToken.None)).IsWhole);
        await RecordAsync(3);
        _clock.Now = _clock.Now.AddHours(1);
        await NoteAsync();
        await TamperAsync("delete from foundation.process where seq > 12");
        Assert.Single((await Trail.VerifyAsync(CancellationToken.None)).Faults);

        // Into another folder: the keys come along, anchors of both are kept.
        using var other = new TempFolder();
        await using var elsewhere = _scratch.Serve(new HubOptions { DataFolder = other.Path }, _clock);
        var folder = new KeyFolder(Keys);
        File.Delete(Directory.GetFiles(Keys.Folder, "audit-*.key").Single());
        folder.ReadFrom(keys);
        folder.ReadFrom(keys);
        Assert.Equal(3, Keys.Anchors.Read().Count);
        Assert.Single(Directory.GetFiles(Keys.Folder, "audit-*.key"));
        Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(Directory.GetFiles(Keys.Folder, "audit-*.key").Single()));
    }

    private async Task<(long Lines, bool Whole)> WholeAsync()
    {
        var verdict = await Trail.VerifyAsync(CancellationToken.None);
        return (verdict.Lines, verdict.IsWhole);
    }

    private Task NoteAsync() => _services.GetRequiredService<AuditAnchors>().NoteAsync(CancellationToken.None);

    private async Task TamperAsync(string sql)
    {
        await using var connection = await hub.SuperuserAsync(_scratch);
        await connection.ExecuteAsync($"alter table foundation.process disable trigger process_is_final; {sql}; alter table foundation.process enable trigger process_is_final");
    }

    /// <summary>Changes lines and computes the whole chain anew, as somebody with all rights over the database and without the hub's key can.</summary>
    private async Task ForgeAsync(Action<List<ProcessRow>> change, AuditKey? key, long upTo = long.MaxValue)
    {
        await using var connection = await hub.SuperuserAsync(_scratch);
        var rows = (await connection.QueryAsync<ProcessRow>(
            $"select {ProcessChain.Columns}, id, previous_hash as PreviousHash from foundation.process where seq <= @upTo order by seq", new { upTo })).AsList();
        change(rows);
        var previous = ProcessChain.Beginning;
        await connection.ExecuteAsync("alter table foundation.process disable trigger process_is_final");
        foreach (var row in rows)
        {
            row.PreviousHash = previous;
            row.Hash = previous = ProcessChain.HashOf(row, key);
            await connection.ExecuteAsync("update foundation.process set type = @Type, reason = @Reason, after = @After, previous_hash = @PreviousHash, hash = @Hash where seq = @Seq", row);
        }

        await connection.ExecuteAsync(
            "update foundation.process set previous_hash = @previous where seq = @next; alter table foundation.process enable trigger process_is_final", new { previous, next = rows[^1].Seq + 1 });
    }

    private Task RecordAsync(int count) => RecordAsync(count, _services);

    private static async Task RecordAsync(int count, IServiceProvider services)
    {
        for (var i = 1; i <= count; i++)
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>()
                .WriteAsync("test", Actor.Operator, new Subject("test", i.ToString(CultureInfo.InvariantCulture), "名"), $"reason {i}", CancellationToken.None);
        }
    }
}
