using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Resources;

/// <summary>The files of what is being written, and how often those of what is published are fetched.</summary>
internal sealed class ResourceFiles(AppDb db, ResourceCase cases, FileStore files, HubDatabase database)
{
    public const int Most = 20;

    /// <summary>Adds a file to a draft; ZIP archives where its kind takes them.</summary>
    public async Task<Refusal?> AddAsync(Resource known, IFormFile? upload, bool archives, Person person, Actor actor, CancellationToken ct)
    {
        if (upload is null)
            return new("resource.file", new("请选择文件"));
        var (stored, fault) = await files.AddAsync(upload, Resource.FileKind, known.Id, actor, Most * 5, ct, archives);
        if (fault is { } wrong)
            return new("resource.file", wrong);
        var refusal = await DraftAsync(known.Id, person, kept => kept.Length < Most ? [.. kept, stored!.Id] : null, ct);
        if (refusal is not null)
            await files.RemoveAsync(stored!.Id, Resource.FileKind, known.Id, ct);
        return refusal;
    }

    /// <summary>Takes a file out of a draft; published wordings keep theirs.</summary>
    public Task<Refusal?> RemoveAsync(Guid id, Guid file, Person person, CancellationToken ct) => DraftAsync(id, person, kept => [.. kept.Where(known => known != file)], ct);

    /// <summary>Counts a download.</summary>
    public async Task CountAsync(Guid id, Guid file, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into resources.download as d (resource_id, file_id, count) values (@id, @file, 1) on conflict (resource_id, file_id) do update set count = d.count + 1
            """, new { id, file }, cancellationToken: ct));
    }

    /// <summary>How often the files of a resource were fetched.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> DownloadsAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid File, long Count)>(
            new CommandDefinition("select file_id, count from resources.download where resource_id = @id", new { id }, cancellationToken: ct))).ToDictionary(row => row.File, row => row.Count);
    }

    private Task<Refusal?> DraftAsync(Guid id, Person person, Func<Guid[], Guid[]?> change, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        if (await db.SharedResources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { State: ResourceState.Draft or ResourceState.Returned, Draft: { } draft } it
            || (cases.PartyOf(it, person) & (ResourceParty.Author | ResourceParty.Editor)) == 0)
            return new("resource.state", new("先保存草稿，再添加或删除文件"));
        if (change(draft.Files) is not { } kept)
            return new("resource.files", new($"最多 {Most} 个文件"));
        it.Keep(kept);
        return null;
    }, ct);
}

/// <summary>Stars for what is published; each visitor once, and may think otherwise later.</summary>
internal sealed class ResourceRatings(AppDb db, SecretLinks links)
{
    public async Task<Refusal?> RateAsync(Guid id, int? stars, Actor actor, CancellationToken ct)
    {
        if (stars is not (>= 1 and <= 5))
            return new("resource.stars", new("请选择 1 到 5 星"));
        var voter = await links.KeyAsync($"voter:{actor.Account?.ToString() ?? actor.Address}", id, ct);
        return await db.ActAsync(id, async () =>
        {
            if (await db.SharedResources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsPublic: true } it)
                return new("resource.gone", new("没有这项资源"));
            var known = await db.Ratings.FirstOrDefaultAsync(row => row.ResourceId == id && row.Voter == voter, ct);
            it.Rate(stars.Value, known?.Stars);
            if (known is null)
                db.Ratings.Add(new() { ResourceId = id, Voter = voter, Stars = stars.Value });
            else
                known.Stars = stars.Value;
            return null;
        }, ct);
    }
}
