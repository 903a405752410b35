using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Zhishu.Foundation;

namespace Zhishu.Identity.Drafts;

/// <summary>A form that somebody is filling in.</summary>
/// <param name="Page">Path of its page.</param>
/// <param name="Form">Which form of the page.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="Fields">What was written, by field.</param>
internal sealed record Draft(string Page, string Form, DateTimeOffset At, Dictionary<string, string> Fields);

/// <summary>What people are writing and have not sent: encrypted, for themselves alone, so that a browser that dies loses nothing.</summary>
internal sealed class DraftStore(HubDatabase database, IDataProtectionProvider protection, TimeProvider clock) : IPersonalData
{
    /// <summary>So long a draft is kept.</summary>
    public const int Days = 7;

    /// <summary>Most characters of one draft.</summary>
    public const int Largest = 200_000;

    private const int MostOfOne = 30;
    private readonly IDataProtector _protector = protection.CreateProtector("zhishu.draft");

    public string Name => "drafts";

    /// <summary>Keeps what stands in a form; of many the oldest goes.</summary>
    public Task KeepAsync(Guid account, Draft draft, CancellationToken ct) => database.ExecuteAsync(
        """
        with dropped as (delete from identity.draft where account_id = @account and (page, form) in (
          select page, form from identity.draft where account_id = @account and (page, form) <> (@Page, @Form) order by at desc offset @rest))
        insert into identity.draft (account_id, page, form, body, at) values (@account, @Page, @Form, @body, @now)
        on conflict (account_id, page, form) do update set (body, at) = (excluded.body, excluded.at)
        """,
        new { account, draft.Page, draft.Form, rest = MostOfOne - 1, body = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(draft.Fields)), now = clock.GetUtcNow() }, ct);

    /// <summary>The drafts of a page, or of all pages when it is null.</summary>
    public async Task<IReadOnlyList<Draft>> ReadAsync(Guid account, string? page, CancellationToken ct)
    {
        var rows = await database.QueryAsync<(string Page, string Form, DateTime At, byte[] Body)>(
            "select page, form, at, body from identity.draft where account_id = @account and (@page is null or page = @page) and at >= @since order by at",
            new { account, page, since = clock.GetUtcNow().AddDays(-Days) }, ct);
        return [.. rows.SelectMany(row => Open(row.Body) is { } fields ? [new Draft(row.Page, row.Form, row.At, fields)] : Array.Empty<Draft>())];
    }

    /// <summary>Drops a draft, because it was sent or is not wanted.</summary>
    public Task DropAsync(Guid account, string page, string form, CancellationToken ct) =>
        database.ExecuteAsync("delete from identity.draft where account_id = @account and page = @page and form = @form", new { account, page, form }, ct);

    public async Task<object> ExportAsync(Guid account, CancellationToken ct) => await ReadAsync(account, null, ct);

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(
        new CommandDefinition("delete from identity.draft where account_id = @account", new { account }, transaction, cancellationToken: ct));

    private Dictionary<string, string>? Open(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(_protector.Unprotect(body));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
