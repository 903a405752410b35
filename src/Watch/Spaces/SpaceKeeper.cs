using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Watch.Spaces;

/// <summary>What belongs to one visitor (我的).</summary>
internal sealed record Space(Guid Id, string? Email, bool EmailConfirmed);

/// <summary>Knows a visitor by the key in the cookie. A space comes into being with the first thing that is kept.</summary>
internal sealed class SpaceKeeper(HubDatabase database, IOptions<HubOptions> options, TimeProvider clock)
{
    private const string Cookie = "zhishu.space";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);
    private static readonly TimeSpan SeenEvery = TimeSpan.FromDays(1);

    public async Task<Space?> FindAsync(HttpContext context, CancellationToken ct)
    {
        var space = await OfVisitorAsync(context, ct);
        if (space is not null)
            await SeeAsync(space.Id, ct);
        return space;
    }

    /// <summary>Notes that its owner was here, once a day.</summary>
    public Task SeeAsync(Guid space, CancellationToken ct) =>
        database.ExecuteAsync("update watch.space set seen_at = @now where id = @space and seen_at < @before", new { space, now = clock.GetUtcNow(), before = clock.GetUtcNow() - SeenEvery }, ct);

    private async Task<Space?> OfVisitorAsync(HttpContext context, CancellationToken ct)
    {
        var space = context.Request.Cookies[Cookie] is { Length: > 0 and < 100 } key ? await ByKeyAsync(key, AccountOf(context), ct) : null;
        if (AccountOf(context) is not { } account)
            return space;

        // Whoever is signed in has one space: the one of the account, or the one of this browser, which becomes the account's.
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (space is not null)
            await connection.ExecuteAsync(
                new CommandDefinition("update watch.space set account_id = @account where id = @Id and account_id is null and not exists (select from "
                + "watch.space where account_id = @account)", new { account, space.Id }, cancellationToken: ct));
        return await connection.QuerySingleOrDefaultAsync<Space>(
            new CommandDefinition("select id, email, email_confirmed as EmailConfirmed from watch.space where account_id = @account", new { account }, cancellationToken: ct)) ?? space;
    }

    public async Task<Space> EnsureAsync(HttpContext context, CancellationToken ct)
    {
        if (await FindAsync(context, ct) is { } known)
            return known;
        var key = NewKey();
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var now = clock.GetUtcNow();
        var (account, origin) = (AccountOf(context), Origin.Of(context));
        var added = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into watch.space (id, key_hash, created_at, seen_at, account_id, origin)
            select @id, @hash, @now, @now, @account, @origin
            where @account is not null or (select count(*) from watch.space where origin = @origin and created_at > @since) < @most
            """, new { id, hash = Hash(key), now, account, origin, since = now.AddHours(-1), most = options.Value.SpacesPerHour }, cancellationToken: ct));
        if (added == 0)
        {
            throw new TooCostlyException(new("从这个网络地址新建的“我的”空间太多，请一小时后再试，或登录后使用。"))
            { RetryAfter = 3600 };
        }

        Remember(context, key);
        return new(id, null, false);
    }

    /// <summary>Takes a space over into this browser by its key.</summary>
    public async Task<bool> TakeAsync(HttpContext context, string key, CancellationToken ct)
    {
        if (key.Length is 0 or > 100 || await ByKeyAsync(key, AccountOf(context), ct) is null)
            return false;
        Remember(context, key);
        return true;
    }

    /// <summary>The key, for taking the space to another browser.</summary>
    public static string? KeyOf(HttpContext context) => context.Request.Cookies[Cookie];

    /// <summary>Removes the space with all that is in it.</summary>
    public async Task ForgetAsync(HttpContext context, Space space, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from watch.theme where space_id = @Id; delete from watch.space where id = @Id", new { space.Id }, cancellationToken: ct));
        context.Response.Cookies.Delete(Cookie);
    }

    /// <summary>A random key of 192 bits in letters that addresses may have.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    /// <summary>A space by its key. One that belongs to an account opens only to that account: the key stays in the browser when its owner has signed out.</summary>
    private async Task<Space?> ByKeyAsync(string key, Guid? account, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Space>(new CommandDefinition(
            "select id, email, email_confirmed as EmailConfirmed from watch.space where key_hash = @hash and (account_id is null or account_id = @account)",
                new { hash = Hash(key), account }, cancellationToken: ct));
    }

    private static Guid? AccountOf(HttpContext context) => Guid.TryParse(context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value, out var account) ? account : null;

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static void Remember(HttpContext context, string key) => context.Response.Cookies.Append(Cookie, key,
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Kept, IsEssential = true });
}
