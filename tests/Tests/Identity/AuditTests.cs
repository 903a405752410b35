using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Tests.Identity;

/// <summary>The audit trail: written with the change, chained, only ever added to.</summary>
[Collection(HubCollection.Name)]
public sealed class AuditTests(TestHub hub)
{
    [Fact]
    public async Task A_line_that_is_changed_taken_out_or_cut_off_is_noticed()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var services = scratch.Serve(new HubOptions { DataFolder = scratch.Folder }, TimeProvider.System);
        await RecordAsync(services, 20);
        var trail = services.GetRequiredService<AuditTrail>();
        var whole = await trail.VerifyAsync(CancellationToken.None);
        Assert.Equal((20L, (long?)null), (whole.Lines, whole.Broken));
        Assert.Equal(20, await trail.CountAsync(new("名"), CancellationToken.None));
        Assert.Equal(20, await trail.CountAsync(new("te"), CancellationToken.None));
        Assert.Equal(0, await trail.CountAsync(new("%"), CancellationToken.None));

        await using var connection = await scratch.Database.Source.OpenConnectionAsync();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("update foundation.process set reason = 'x' where seq = 7"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("delete from foundation.process"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("truncate foundation.process"));

        // Somebody with all rights over the database.
        await connection.ExecuteAsync("alter table foundation.process disable trigger process_is_final; update foundation.process set reason = 'nothing happened' where seq = 7");
        Assert.Equal(7, (await trail.VerifyAsync(CancellationToken.None)).Broken);
        await connection.ExecuteAsync("update foundation.process set reason = 'reason 7' where seq = 7");
        Assert.Null((await trail.VerifyAsync(CancellationToken.None)).Broken);
        await connection.ExecuteAsync("create table kept as select * from foundation.process where seq = 11; delete from foundation.process where seq = 11");
        Assert.Equal(11, (await trail.VerifyAsync(CancellationToken.None)).Broken);
        await connection.ExecuteAsync("insert into foundation.process select * from kept; delete from foundation.process where seq > 18");
        var cut = await trail.VerifyAsync(CancellationToken.None);
        Assert.Equal((18L, (long?)null), (cut.Lines, cut.Broken));
        Assert.NotEqual(whole.Head, cut.Head);
    }

    [Fact]
    public async Task Many_at_once_make_one_chain_without_gaps()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var services = scratch.Serve(new HubOptions { DataFolder = scratch.Folder }, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RecordAsync(services, 25)));
        var verdict = await services.GetRequiredService<AuditTrail>().VerifyAsync(CancellationToken.None);
        Assert.Equal((200L, (long?)null), (verdict.Lines, verdict.Broken));
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_no_line()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var services = scratch.Serve(new HubOptions { DataFolder = scratch.Folder }, TimeProvider.System);
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", "1", "x"), null, CancellationToken.None);
            await transaction.RollbackAsync();
        }

        Assert.Equal(0, (await services.GetRequiredService<AuditTrail>().VerifyAsync(CancellationToken.None)).Lines);
    }

    private static async Task RecordAsync(IServiceProvider services, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", i.ToString(System.Globalization.CultureInfo.InvariantCulture), "名"), $"reason {i}", CancellationToken.None);
        }
    }
}
