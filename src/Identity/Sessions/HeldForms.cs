using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Foundation;

namespace Zhishu.Identity.Sessions;

/// <summary>A form that was sent when the session had ended.</summary>
/// <param name="AccountId">Whose session it was.</param>
/// <param name="Address">Where it was sent, path and query.</param>
/// <param name="ContentType">Its encoding.</param>
/// <param name="Body">Its bytes, files included.</param>
internal sealed record HeldForm(Guid AccountId, string Address, string ContentType, byte[] Body);

/// <summary>
/// Nothing typed is lost when a session ends: what is sent then is kept under a key that only the sender gets, encrypted, and sent on as it was once the same person
/// has signed in again. Who never was signed in has nothing kept.
/// </summary>
internal sealed class HeldForms(HubDatabase database, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>The name under which the key of a kept form is given when it is sent on.</summary>
    public const string Parameter = "resumed";

    /// <summary>So long a form is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    private const int Largest = 32 << 20;
    private const int MostOfOne = 5;
    private const int MostAnHour = 20;
    private readonly PartitionedRateLimiter<Guid> _often = PartitionedRateLimiter.Create<Guid, Guid>(account =>
        RateLimitPartition.GetFixedWindowLimiter(account, _ => new() { PermitLimit = MostAnHour, Window = TimeSpan.FromHours(1) }));

    private readonly IDataProtector _protector = protection.CreateProtector("zhishu.held-form");

    /// <summary>Whether a request is a form that a person sends from a page; what scripts send is told of the ended session instead.</summary>
    public static bool IsForm(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.HasFormContentType && !request.Path.StartsWithSegments("/account")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Keeps the form of somebody whose session has ended.</summary>
    /// <returns>The key under which it is kept; null when it is too large, the account is gone, or twenty were kept within the hour.</returns>
    public async Task<string?> HoldAsync(HttpContext context, ClaimsPrincipal lost, CancellationToken ct)
    {
        var request = context.Request;
        if (!Guid.TryParse(lost.FindFirstValue(ClaimTypes.NameIdentifier), out var account))
            return null;
        using var lease = _often.AttemptAcquire(account);
        if (!lease.IsAcquired || await ReadAsync(context, ct) is not { } body)
            return null;
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var now = clock.GetUtcNow();
        var kept = await database.QueryAsync<int>(
            """
            with dropped as (
              delete from identity.held_form where held_at < @old
                or digest in (select digest from identity.held_form where account_id = @account order by held_at desc offset @rest))
            insert into identity.held_form (digest, account_id, address, content_type, body, held_at)
            select @digest, id, @address, @type, @body, @now from identity.account where id = @account and not disabled
            returning 1
            """,
            new
            {
                old = now - Kept,
                account,
                rest = MostOfOne - 1,
                digest = Digest(key),
                address = request.Path.ToUriComponent() + request.QueryString.ToUriComponent(),
                type = request.ContentType,
                body = _protector.Protect(body),
                now,
            }, ct);
        return kept.Count > 0 ? key : null;
    }

    /// <summary>The form that is kept under a key; null when there is none, or it was kept too long.</summary>
    public async Task<HeldForm?> FindAsync(string key, CancellationToken ct)
    {
        var found = (await database.QueryAsync<HeldForm>(
            "select account_id as AccountId, address as Address, content_type as ContentType, body as Body from identity.held_form where digest = @digest and held_at >= @since",
            new { digest = Digest(key), since = clock.GetUtcNow() - Kept }, ct)).FirstOrDefault();
        try
        {
            return found is null ? null : found with { Body = _protector.Unprotect(found.Body) };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Puts what was kept in the place of what a request carries, when the request is to send it on and is from the same person.</summary>
    /// <returns>The key of what was put there, or null.</returns>
    public async Task<string?> ResumeAsync(HttpContext context, Person person, CancellationToken ct)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Query[Parameter].ToString() is not { Length: > 0 and <= 100 } key)
            return null;
        var rest = QueryHelpers.ParseQuery(request.QueryString.Value).Where(pair => pair.Key != Parameter).ToList();
        if (await FindAsync(key, ct) is not { } held || held.AccountId != person.Id || held.Address.Split('?')[0] != request.Path.ToUriComponent())
            return null;
        request.QueryString = QueryString.Create(rest);
        (request.Body, request.ContentLength, request.ContentType) = (new MemoryStream(held.Body, writable: false), held.Body.Length, held.ContentType);
        return key;
    }

    /// <summary>Drops what was sent on.</summary>
    public Task DropAsync(string key, CancellationToken ct) => database.ExecuteAsync("delete from identity.held_form where digest = @digest", new { digest = Digest(key) }, ct);

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    // As much as the page itself would take, within what is kept at all.
    private static async Task<byte[]?> ReadAsync(HttpContext context, CancellationToken ct)
    {
        var most = Math.Min(Largest, context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? 1 << 20);
        if (context.Request.ContentLength > most)
            return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = most;
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, ct);
        return memory.ToArray();
    }
}
