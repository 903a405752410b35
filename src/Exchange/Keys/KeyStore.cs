using System.Security.Cryptography;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Keys;

/// <summary>A key to the open interface. The key itself is shown once and not kept; its hash is.</summary>
internal sealed class ApiKey
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public string Name { get; init; } = "";
    public string Purpose { get; init; } = "";
    public int PerDay { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? RevokedAt { get; init; }

    /// <summary>Calls today, as far as they were written down.</summary>
    public long Today { get; init; }
}

/// <summary>Keys and their use in the database.</summary>
internal sealed class KeyStore(HubDatabase database, TimeProvider clock)
{
    public const int MostOfAccount = 10;
    public const int PerDay = 50_000;
    private const string Columns = "k.id, k.account_id as AccountId, k.name, k.purpose, k.per_day as PerDay, k.created_at as CreatedAt, k.revoked_at as RevokedAt, coalesce(u.calls, 0) as Today";
    private const string From = "from exchange.api_key k left join exchange.api_use u on u.key_id = k.id and u.day = @today";

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Makes a key; null when the account has as many as it may.</summary>
    public async Task<string?> CreateAsync(Guid account, string name, string purpose, CancellationToken ct)
    {
        var key = "zk_" + RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 40);
        return await database.ExecuteAsync(
            """
            insert into exchange.api_key (id, account_id, name, purpose, hash, per_day, created_at)
            select @id, @account, @name, @purpose, @hash, @PerDay, @now
            where (select count(*) from exchange.api_key where account_id = @account and revoked_at is null) < @MostOfAccount
            """, new { id = Guid.CreateVersion7(clock.GetUtcNow()), account, name, purpose, hash = HashOf(key), PerDay, now = clock.GetUtcNow(), MostOfAccount }, ct) > 0 ? key : null;
    }

    public Task<IReadOnlyList<ApiKey>> OfAccountAsync(Guid account, CancellationToken ct) =>
        database.QueryAsync<ApiKey>($"select {Columns} {From} where k.account_id = @account order by k.created_at desc", new { account, today = clock.Today() }, ct);

    public Task<IReadOnlyList<ApiKey>> AllAsync(CancellationToken ct) =>
        database.QueryAsync<ApiKey>($"select {Columns} {From} where k.revoked_at is null order by today desc, k.created_at desc limit 500", new { today = clock.Today() }, ct);

    /// <summary>The key of a hash that is not revoked, or null.</summary>
    public async Task<ApiKey?> FindAsync(byte[] hash, CancellationToken ct) =>
        (await database.QueryAsync<ApiKey>($"select {Columns} {From} where k.hash = @hash and k.revoked_at is null", new { hash, today = clock.Today() }, ct)).FirstOrDefault();

    /// <summary>Takes a key back; only the account's own, unless it is an administrator who asks.</summary>
    public async Task<bool> RevokeAsync(Guid id, Guid? account, CancellationToken ct) =>
        await database.ExecuteAsync(
        "update exchange.api_key set revoked_at = @now where id = @id and revoked_at is null and (@account::uuid is null or account_id = @account)",
        new { id, account, now = clock.GetUtcNow() }, ct) > 0;

    public async Task<bool> SetQuotaAsync(Guid id, int perDay, CancellationToken ct) =>
        await database.ExecuteAsync("update exchange.api_key set per_day = @perDay where id = @id", new { id, perDay }, ct) > 0;

    /// <summary>Adds calls to the books.</summary>
    public Task AddUseAsync(Guid id, DateOnly day, long calls, CancellationToken ct) => database.ExecuteAsync(
        """
        insert into exchange.api_use (key_id, day, calls) values (@id, @day, @calls)
        on conflict (key_id, day) do update set calls = exchange.api_use.calls + excluded.calls
        """, new { id, day, calls }, ct);
}
