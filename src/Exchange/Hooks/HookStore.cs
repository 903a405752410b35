using System.Security.Cryptography;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Hooks;

/// <summary>A subscriber: an address that is told of changes.</summary>
internal sealed class Hook
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public string Name { get; init; } = "";
    public string Address { get; init; } = "";
    public string SetSpec { get; init; } = "";
    public string Secret { get; init; } = "";
    public long Seq { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? PausedAt { get; init; }
    public string? PauseReason { get; init; }
}

/// <summary>A message to a subscriber.</summary>
internal sealed class HookDelivery
{
    public Guid Id { get; init; }
    public Guid HookId { get; init; }
    public string Body { get; init; } = "";
    public int Items { get; init; }
    public DateTime WrittenAt { get; init; }
    public int Tries { get; init; }
    public DateTime? DeliveredAt { get; init; }
    public DateTime? GivenUpAt { get; init; }
    public string? Answer { get; init; }
}

/// <summary>Subscribers and their messages in the database.</summary>
internal sealed class HookStore(HubDatabase database, TimeProvider clock)
{
    public const int MostOfAccount = 5;
    private const string Columns = "id, account_id as AccountId, name, address, set_spec as SetSpec, secret, seq, created_at as CreatedAt, paused_at as PausedAt, pause_reason as PauseReason";
    private const string DeliveryColumns = "id, hook_id as HookId, body, items, written_at as WrittenAt, tries, delivered_at as DeliveredAt, given_up_at as GivenUpAt, answer";

    /// <summary>Enters a subscriber; it hears of what comes from now on. Null when the account has as many as it may.</summary>
    public async Task<Hook?> AddAsync(Guid account, string name, string address, string set, long from, CancellationToken ct)
    {
        var hook = new Hook
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            AccountId = account,
            Name = name,
            Address = address,
            SetSpec = set,
            Secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)),
            Seq = from,
            CreatedAt = clock.GetUtcNow().UtcDateTime
        };
        return await database.ExecuteAsync(
            """
            insert into exchange.hook (id, account_id, name, address, set_spec, secret, seq, created_at)
            select @Id, @AccountId, @Name, @Address, @SetSpec, @Secret, @Seq, @CreatedAt
            where (select count(*) from exchange.hook where account_id = @AccountId) < @MostOfAccount
            """, new { hook.Id, hook.AccountId, hook.Name, hook.Address, hook.SetSpec, hook.Secret, hook.Seq, hook.CreatedAt, MostOfAccount }, ct) > 0 ? hook : null;
    }

    public Task<IReadOnlyList<Hook>> OfAccountAsync(Guid account, CancellationToken ct) =>
        database.QueryAsync<Hook>($"select {Columns} from exchange.hook where account_id = @account order by created_at", new { account }, ct);

    public Task<IReadOnlyList<Hook>> ActiveAsync(CancellationToken ct) => database.QueryAsync<Hook>($"select {Columns} from exchange.hook where paused_at is null", new { }, ct);

    public async Task<Hook?> FindAsync(Guid id, CancellationToken ct) => (await database.QueryAsync<Hook>($"select {Columns} from exchange.hook where id = @id", new { id }, ct)).FirstOrDefault();

    public async Task<bool> RemoveAsync(Guid id, Guid account, CancellationToken ct) =>
        await database.ExecuteAsync("delete from exchange.hook where id = @id and account_id = @account", new { id, account }, ct) > 0;

    public async Task<bool> ResumeAsync(Guid id, Guid account, CancellationToken ct) => await database.ExecuteAsync(
        """
        update exchange.hook set paused_at = null, pause_reason = null where id = @id and account_id = @account;
        update exchange.delivery set given_up_at = null, tries = 0, next_at = @now where hook_id = @id and given_up_at is not null and delivered_at is null
          and exists (select from exchange.hook where id = @id and account_id = @account)
        """, new { id, account, now = clock.GetUtcNow() }, ct) > 0;

    /// <summary>Writes a message and moves the subscriber's place on, in one: a killed hub tells nothing twice in two messages.</summary>
    public async Task WriteAsync(Hook hook, long seq, string? body, int items, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var moved = await connection.ExecuteAsync(new CommandDefinition("update exchange.hook set seq = @seq where id = @Id and seq = @before",
            new { hook.Id, seq, before = hook.Seq }, transaction, cancellationToken: ct));
        if (moved > 0 && body is not null)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into exchange.delivery (id, hook_id, body, items, written_at, next_at) values (@id, @hook, @body, @items, @now, @now)",
                new { id = Guid.CreateVersion7(clock.GetUtcNow()), hook = hook.Id, body, items, now = clock.GetUtcNow() }, transaction, cancellationToken: ct));
        }

        await transaction.CommitAsync(ct);
    }

    public Task<IReadOnlyList<HookDelivery>> DueAsync(int most, CancellationToken ct) => database.QueryAsync<HookDelivery>(
        $"select {DeliveryColumns} from exchange.delivery d where delivered_at is null and given_up_at is null and next_at <= @now and exists (select "
            + $"from exchange.hook h where h.id = d.hook_id and h.paused_at is null) order by id limit @most",
        new { now = clock.GetUtcNow(), most }, ct);

    public Task<IReadOnlyList<HookDelivery>> LastAsync(Guid hook, int most, CancellationToken ct) =>
        database.QueryAsync<HookDelivery>($"select {DeliveryColumns} from exchange.delivery where hook_id = @hook order by id desc limit @most", new { hook, most }, ct);

    public Task DeliveredAsync(HookDelivery delivery, string answer, CancellationToken ct) =>
        database.ExecuteAsync("update exchange.delivery set delivered_at = @now, tries = tries + 1, answer = @answer where id = @Id", new { delivery.Id, answer, now = clock.GetUtcNow() }, ct);

    /// <summary>Notes a failure: another try later, or none when there were enough; then the subscriber is left alone until its owner looks.</summary>
    public Task FailedAsync(HookDelivery delivery, string answer, TimeSpan? again, CancellationToken ct) => database.ExecuteAsync(
        """
        update exchange.delivery set tries = tries + 1, answer = @answer, next_at = @next, given_up_at = case when @giveUp then @now end where id = @Id;
        update exchange.hook set paused_at = @now, pause_reason = @answer where id = @HookId and @giveUp
        """, new { delivery.Id, delivery.HookId, answer, now = clock.GetUtcNow(), next = clock.GetUtcNow() + (again ?? TimeSpan.Zero), giveUp = again is null }, ct);

    /// <summary>Forgets what was delivered a month ago.</summary>
    public Task ForgetAsync(CancellationToken ct) => database.ExecuteAsync("delete from exchange.delivery where delivered_at < @then", new { then = clock.GetUtcNow().AddDays(-30) }, ct);
}
