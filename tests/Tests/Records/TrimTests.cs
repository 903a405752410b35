using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Replica;

namespace Zhishu.Tests.Records;

/// <summary>What all have read goes; who is slow loses nothing, and who was away for too long begins anew.</summary>
[Collection(ServerCollection.Name)]
public sealed class TrimTests(TestServer hub) : IAsyncLifetime
{
    private readonly Clock _clock = new(new DateTimeOffset(2026, 11, 26, 2, 0, 0, TimeSpan.Zero));
    private ScratchHub _scratch = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _scratch = await hub.ScratchAsync();
        _services = _scratch.Serve(new HubOptions { DataFolder = _scratch.Folder, Pictures = false }, _clock);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _scratch.DisposeAsync();
    }

    [Fact]
    public async Task The_feed_goes_behind_the_slowest_reader_and_keeps_every_record()
    {
        await ImportAsync("一", 1, 20);
        await ImportAsync("二", 1, 20);
        await DeleteAsync(20);
        await _services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        Assert.Equal(41, await FeedAsync());

        // The list for other hubs has read nothing yet: nothing goes.
        Assert.Equal(0, await TrimAsync());
        await FollowAsync();
        await ImportAsync("三", 1, 5);
        Assert.Equal(22, await TrimAsync());
        Assert.Equal(24, await FeedAsync());

        // Somebody who begins anew finds every record as it is now.
        var seen = (await _scratch.Records.ChangesAsync(0, 1000, CancellationToken.None)).Select(change => change.RecordId).ToHashSet();
        Assert.Equal(19, seen.Count);
        Assert.Equal(0, await TrimAsync());
        await _services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        await FollowAsync();
        Assert.Equal(5, await TrimAsync());
        Assert.Equal(19, await FeedAsync());
        Assert.Equal(19, await _scratch.ScalarAsync<long>("select count(*) from exchange.item where not deleted"));
    }

    [Fact]
    public async Task An_index_that_is_slow_hears_of_every_change_and_deletion()
    {
        await ImportAsync("一", 1, 10);
        using var replica = Open();
        await replica.FollowAsync(CancellationToken.None);
        await ImportAsync("二", 1, 10);
        await DeleteAsync(3);
        await ReadAsync();

        // It has read ten changes; the others have read all. The deletion waits for it.
        await TrimAsync();
        Assert.Equal(1, await _scratch.ScalarAsync<long>("select count(*) from records.changes where deleted"));
        await replica.FollowAsync(CancellationToken.None);
        Assert.Equal(9, Count(replica));
        await ImportAsync("三", 11, 11);
        await replica.FollowAsync(CancellationToken.None);
        await ReadAsync();
        await TrimAsync();
        Assert.Equal(0, await _scratch.ScalarAsync<long>("select count(*) from records.changes where deleted"));

        // Opened again, it goes on where it was.
        replica.Dispose();
        using var again = Open();
        Assert.Equal(0, await again.FollowAsync(CancellationToken.None));
        Assert.Equal(10, Count(again));
    }

    [Fact]
    public async Task An_index_that_was_away_for_longer_than_changes_are_kept_begins_anew()
    {
        await ImportAsync("一", 1, 10);
        using (var replica = Open())
        {
            await replica.FollowAsync(CancellationToken.None);
        }

        _clock.Now = _clock.Now.AddDays(31);
        await DeleteAsync(3);
        await DeleteAsync(4);
        await ImportAsync("二", 11, 11);
        await ReadAsync();
        await TrimAsync();
        Assert.Equal(0, await _scratch.ScalarAsync<long>("select count(*) from records.changes where deleted"));
        using var back = Open();
        Assert.Equal(9, await back.FollowAsync(CancellationToken.None));
        Assert.Equal(9, Count(back));
    }

    [Fact]
    public async Task An_alert_that_is_slow_is_not_robbed_of_news_by_records_announced_once_more()
    {
        await ImportAsync("一", 1, 10);
        await _services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        await ExecuteAsync("""
            insert into watch.space (id, key_hash, created_at) values ('00000000-0000-0000-0000-000000000001', '\x01', now());
            insert into watch.alert (id, space_id, name, address, every, by_mail, feed_key, seq, next_at, created_at)
            values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'a', 'q=x', 'daily', false, 'k', 0, now(), now())
            """);
        await ExecuteAsync("insert into records.changes (record_id, kind, office, number, version, deleted, again) select record_id, kind, office, "
            + "number, version, deleted, true from records.changes");
        await ReadAsync();
        Assert.Equal(0, await TrimAsync());
        await ExecuteAsync("update watch.alert set seq = 20");
        Assert.Equal(10, await TrimAsync());
    }

    [Fact]
    public async Task Mail_notices_runs_and_deliveries_go_when_they_are_done_with_and_old()
    {
        await ExecuteAsync("""
            insert into foundation.mail (id, recipient, subject, body, written_at, next_try_at, sent_at)
            select gen_random_uuid(), name, '', '', @now::timestamptz - age, case name when 'given up' then '9999-12-30' else now() end, case when name like 'sent%' then @now::timestamptz - age end
            from (values ('sent old', interval '31 days'), ('sent new', '29 days'), ('waits', '31 days'), ('given up', '31 days')) as m (name, age);
            insert into identity.account (id, user_name, normalized_user_name, email, normalized_email, security_stamp, concurrency_stamp, email_confirmed,
              phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, display_name, created_at, password_changed_at, disabled, demo, last_code_step)
            values ('00000000-0000-0000-0000-000000000001', 'a', 'A', 'a@b.example', 'A@B.EXAMPLE', '', '', true, false, false, true, 0, 'a', now(), now(), false, false, 0);
            insert into identity.notice (id, account_id, process_seq, place, at, zh, en, url, read_at)
            select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', n, 0, @now::timestamptz - age, name, '', '', case when name like 'read%' then @now::timestamptz - age end
            from (values (1, 'read old', interval '181 days'), (2, 'read new', '179 days'), (3, 'unread', '181 days'), (4, 'unread very old', '541 days')) as m (n, name, age);
            insert into foundation.sending (digest, subject_id, at) values ('\x01', gen_random_uuid(), @now::timestamptz - interval '2 days'), ('\x02',
              gen_random_uuid(), @now::timestamptz - interval '1 hour');
            insert into exchange.source (id, name, kind, address, pass_on, searched, rank, every_minutes, from_hour, until_hour, kilobytes_per_second, paused, revision, created_at, next_at)
            values ('00000000-0000-0000-0000-000000000001', 's', 'oai', 'x', true, true, 1, 60, 0, 24, 0, false, 1, now(), now());
            insert into exchange.run (id, source_id, began_at, ended_at, records_new, fault_en)
            select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', @now::timestamptz - age, @now::timestamptz - age, fresh, name
            from (values ('empty old', interval '91 days', 0), ('empty new', '89 days', 0), ('wrote', '91 days', 5)) as m (name, age, fresh);
            insert into exchange.hook (id, account_id, name, address, secret, seq, created_at) values ('00000000-0000-0000-0000-000000000001', gen_random_uuid(), 'h', 'x', '', 0, now());
            insert into exchange.delivery (id, hook_id, body, items, written_at, next_at, delivered_at, given_up_at)
            select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', name, 1, now(), now(),
              case when name like 'delivered%' then @now::timestamptz - age end, case when name = 'given up' then @now::timestamptz - age end
            from (values ('delivered old', interval '31 days'), ('delivered new', '29 days'), ('given up', '31 days'), ('waits', '31 days')) as m (name, age)
            """);
        await TrimAsync();
        Assert.Equal("sent new,waits", await _scratch.ScalarAsync<string>("select string_agg(recipient, ',' order by recipient) from foundation.mail"));
        Assert.Equal("read new,unread", await _scratch.ScalarAsync<string>("select string_agg(zh, ',' order by zh) from identity.notice"));
        Assert.Equal(1, await _scratch.ScalarAsync<long>("select count(*) from foundation.sending"));
        Assert.Equal("empty new,wrote", await _scratch.ScalarAsync<string>("select string_agg(fault_en, ',' order by fault_en) from exchange.run"));
        Assert.Equal("delivered new,waits", await _scratch.ScalarAsync<string>("select string_agg(body, ',' order by body) from exchange.delivery"));
        Assert.Equal(0, await TrimAsync());
    }

    private Replica Open() => new(_scratch.Database, _scratch.Records, _services.GetRequiredService<ChangeFeed>(), _services.GetRequiredService<SearchIndex>(), NullLogger<Replica>.Instance);

    private static int Count(Replica replica)
    {
        using var reader = replica.Read();
        return reader.Documents;
    }

    private Task<long> TrimAsync() => _services.GetRequiredService<TrimRunner>().RunAsync(CancellationToken.None);

    private Task<long> FeedAsync() => _scratch.ScalarAsync<long>("select count(*) from records.changes");

    private Task FollowAsync() => _services.GetRequiredService<ItemFollower>().CatchUpAsync(CancellationToken.None);

    private async Task ReadAsync()
    {
        await _services.GetRequiredService<SearchIndex>().CatchUpAsync(null, CancellationToken.None);
        await FollowAsync();
    }

    private Task ImportAsync(string word, int from, int to) =>
        _scratch.ImportAsync(_scratch.File($"{Guid.NewGuid():N}.jsonl", string.Concat(Enumerable.Range(from, to - from + 1).Select(i => RecordJson.Write(Exchange.Some.Mark(i, word)) + "\n"))));

    private Task DeleteAsync(int mark) =>
        ExecuteAsync($"with gone as (delete from records.record where number = '{70000000 + mark}' returning *) insert into records.changes (record_id, "
        + $"kind, office, number, version, deleted) select id, kind, office, number, version, true from gone");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _scratch.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { now = _clock.Now });
    }
}
