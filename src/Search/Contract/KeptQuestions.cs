using System.Security.Cryptography;
using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Search;

/// <summary>
/// Questions under short keys, so that others can be built on them (<c>#q4k… AND 陶瓷</c>) and long ones have an address. The key is made of the question:
/// what stands under it never changes, and a link with it finds the same for everybody.
/// </summary>
public sealed class KeptQuestions(HubDatabase database, TimeProvider clock)
{
    /// <summary>Longest address of a question in characters; one of Chinese characters takes nine of them for each.</summary>
    public const int LongestAddress = 400_000;

    /// <summary>After so many days without use a question may go.</summary>
    public const int Days = 800;

    private const int CharactersPerHour = 4_000_000;
    private const int KeyLength = 15;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The key of a question, with the q before it.</summary>
    public static string KeyOf(string address)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(address));
        return string.Create(KeyLength + 1, hash, (key, bytes) =>
        {
            key[0] = 'q';
            for (var i = 0; i < KeyLength; i++)
                key[i + 1] = Letters[bytes[i] & 31];
        });
    }

    /// <summary>Keeps a question.</summary>
    /// <param name="address">The question, from ? on.</param>
    /// <param name="origin">Whom the limit counts.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its key.</returns>
    /// <exception cref="TooCostlyException">It is too long, or the same origin has kept too much within the hour.</exception>
    public async Task<string> KeepAsync(string address, string origin, CancellationToken ct)
    {
        if (address.Length > LongestAddress)
            throw new TooCostlyException(new("检索式太长，无法保存。请拆成几行，再用编号组合。"));
        var (key, now) = (KeyOf(address), clock.GetUtcNow());
        var kept = await database.ExecuteAsync("""
            insert into search.question (key, address, origin, created_at, used_at)
            select @key, @address, @origin, @now, @now
            where exists (select from search.question where key = @key)
              or (select coalesce(sum(length(address)), 0) from search.question where origin = @origin and created_at > @since) + length(@address) <= @most
            on conflict (key) do update set used_at = @now
            """, new { key, address, origin, now, since = now.AddHours(-1), most = CharactersPerHour }, ct);
        return kept > 0 ? key : throw new TooCostlyException(new("短时间内保存的检索式太多，请一小时后再试。")) { RetryAfter = 3600 };
    }

    /// <summary>The question of a key; null when there is none.</summary>
    public async Task<string?> ReadAsync(string key, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if ((await database.QueryAsync<(string Address, DateTime Used)>("select address, used_at from search.question where key = @key", new { key }, ct)) is not [var found])
            return null;
        if (now.UtcDateTime - found.Used > TimeSpan.FromDays(1))
            await database.ExecuteAsync("update search.question set used_at = @now where key = @key", new { key, now }, ct);
        return found.Address;
    }
}
