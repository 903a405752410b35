using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>A state of the site's settings that was saved.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Settings">What was saved.</param>
/// <param name="PublishedAt">When it became what everybody sees; null for a draft.</param>
/// <param name="SavedAt">When it was saved.</param>
/// <param name="SavedBy">Name of who saved it.</param>
public sealed record SiteRevision(int Revision, SiteSettings Settings, DateTimeOffset? PublishedAt, DateTimeOffset SavedAt, string SavedBy);

/// <summary>
/// The site as its operator set it up. Every published state is kept; the newest is shown. Other processes of the hub see a change within seconds.
/// The name and the region take the place of those in the program's settings.
/// </summary>
public sealed class Site(HubDatabase database, IOptions<HubOptions> options, TimeProvider clock)
{
    /// <summary>Most bytes of a logo.</summary>
    public const int MostLogo = 200 << 10;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly (string Name, string? Region) _plain = (options.Value.HubName, options.Value.HubRegion);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private (SiteRevision Shown, long Read)? _known;

    /// <summary>What everybody sees; revision 0 when nothing was ever saved.</summary>
    public async ValueTask<SiteRevision> ReadAsync(CancellationToken ct)
    {
        if (_known is { } known && clock.GetElapsedTime(known.Read) < Fresh)
            return known.Shown;
        await _reading.WaitAsync(ct);
        try
        {
            if (_known is { } now && clock.GetElapsedTime(now.Read) < Fresh)
                return now.Shown;
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                Select + "where published_at is not null order by published_at desc, revision desc limit 1", cancellationToken: ct));
            return Take(row?.ToRevision() ?? new(0, Plain, null, default, ""));
        }
        catch (Exception e) when (_known is not null && HubDatabase.IsAway(e))
        {
            return _known.Value.Shown;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The states saved last, newest first.</summary>
    public async Task<IReadOnlyList<SiteRevision>> ListAsync(int most, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(Select + "order by revision desc limit @most", new { most }, cancellationToken: ct))).Select(row => row.ToRevision())];
    }

    /// <summary>A saved state, or null.</summary>
    public async Task<SiteRevision?> FindAsync(int revision, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select + "where revision = @revision", new { revision }, cancellationToken: ct)))?.ToRevision();
    }

    /// <summary>Saves a state, to be looked at first or for everybody.</summary>
    /// <param name="settings">What to save.</param>
    /// <param name="seen">Revision that the person had before; 0 for none.</param>
    /// <param name="publish">Whether everybody sees it from now on.</param>
    /// <param name="by">Name of who saves.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its revision, or null when somebody else published another state meanwhile.</returns>
    public async Task<int?> SaveAsync(SiteSettings settings, int seen, bool publish, string by, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("lock table foundation.site in share row exclusive mode", transaction: transaction, cancellationToken: ct));
        var shown = await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
            "select revision from foundation.site where published_at is not null order by published_at desc, revision desc limit 1", transaction: transaction, cancellationToken: ct)) ?? 0;
        if (publish && shown != seen)
            return null;
        var revision = await connection.QuerySingleAsync<int>(new CommandDefinition(
            "insert into foundation.site (content, published_at, saved_at, saved_by) values (@content::jsonb, @published, @now, @by) returning revision",
            new { content = JsonSerializer.Serialize(settings), published = publish ? clock.GetUtcNow() : (DateTimeOffset?)null, now = clock.GetUtcNow(), by }, transaction, cancellationToken: ct));

        // Drafts are for looking at: a handful is enough.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from foundation.site where published_at is null
            and revision < (select min(revision) from (select revision from foundation.site where published_at is null order by revision desc limit 20) as last)
            """,
            transaction: transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        _known = null;
        return revision;
    }

    /// <summary>Keeps a picture as a logo.</summary>
    /// <returns>Its digest, or null when it is no PNG or JPEG, or too large.</returns>
    public async Task<string?> KeepLogoAsync(byte[] content, string name, CancellationToken ct)
    {
        var type = content.Length > MostLogo ? null : Files.FileKind.Of(content, name);
        if (type is not ("image/png" or "image/jpeg"))
            return null;
        var digest = Convert.ToHexStringLower(SHA256.HashData(content))[..32];
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into foundation.site_logo (digest, type, content) values (@digest, @type, @content) on conflict (digest) do nothing", new { digest, type, content }, cancellationToken: ct));
        return digest;
    }

    /// <summary>A logo and its type, or null.</summary>
    public async Task<(string Type, byte[] Content)?> LogoAsync(string digest, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<(string Type, byte[] Content)?>(new CommandDefinition(
            "select type, content from foundation.site_logo where digest = @digest", new { digest }, cancellationToken: ct));
        return row;
    }

    /// <summary>What was read last, for pages that may not ask the database.</summary>
    public SiteSettings Known => _known?.Shown.Settings ?? Plain;

    /// <summary>The name in the settings of the program.</summary>
    public string PlainTitle => _plain.Name;

    private const string Select = "select revision, content::text as content, published_at as publishedat, saved_at as savedat, saved_by as savedby from foundation.site ";

    private SiteSettings Plain => new() { Name = _plain.Name };

    private SiteRevision Take(SiteRevision shown)
    {
        options.Value.HubName = shown.Settings.Name.Length > 0 ? shown.Settings.Name : _plain.Name;
        options.Value.HubRegion = shown.Settings.Region ?? _plain.Region;
        _known = (shown, clock.GetTimestamp());
        return shown;
    }

    private sealed record Row
    {
        public int Revision { get; init; }

        public string Content { get; init; } = "";

        public DateTime? PublishedAt { get; init; }

        public DateTime SavedAt { get; init; }

        public string SavedBy { get; init; } = "";

        public SiteRevision ToRevision() => new(Revision, JsonSerializer.Deserialize<SiteSettings>(Content) ?? new(), PublishedAt, SavedAt, SavedBy);
    }
}
