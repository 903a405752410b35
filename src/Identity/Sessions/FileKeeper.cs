using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.Identity.Sessions;

/// <summary>A file as it is kept.</summary>
internal sealed record KeptFile(string Field, string Name, string MediaType, byte[] Content);

/// <summary>
/// A form that is refused comes back with its files: no browser takes them back, so they are kept here, encrypted, under a key that the form carries, for the same
/// session and the same form. What is chosen anew for a field takes their place. Beyond the bounds they are not kept, and the page says so.
/// </summary>
internal sealed class FileKeeper(HubDatabase database, IDataProtectionProvider protection, Visitors visitors, TimeProvider clock)
{
    private const int Largest = 32 << 20;
    private const int MostOfOne = 3;
    private const long Room = 500L << 20;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // Who is not signed in has ten an hour from one address: they cost room, and a form refused ten times is nobody's.
    private static readonly PartitionedRateLimiter<string> Often = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = 10, Window = TimeSpan.FromHours(1) }));

    private readonly IDataProtector _protector = protection.CreateProtector("zhishu.kept-files");

    /// <summary>Keeps the files of a form; gives what the page is to say.</summary>
    public async Task<KeptFiles> KeepAsync(HttpRequest request, CancellationToken ct)
    {
        var files = request.Form.Files.Where(file => file.Length > 0).ToList();
        var named = files.Select(file => (file.Name, Path.GetFileName(file.FileName))).ToList();
        if (files.Sum(file => file.Length) > Largest || !MayKeep(request.HttpContext))
            return new(null, named);
        var kept = new List<KeptFile>();
        foreach (var file in files)
        {
            using var memory = new MemoryStream((int)file.Length);
            await file.CopyToAsync(memory, ct);
            kept.Add(new(file.Name, Path.GetFileName(file.FileName), file.ContentType, memory.ToArray()));
        }

        var (key, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)), clock.GetUtcNow());
        var stored = await database.QueryAsync<int>(
            """
            with dropped as (
              delete from identity.kept_files where kept_at < @old
                or digest in (select digest from identity.kept_files where owner = @owner order by kept_at desc offset @rest))
            insert into identity.kept_files (digest, owner, form, body, kept_at)
            select @digest, @owner, @form, @body, @now where (select coalesce(sum(length(body)), 0) from identity.kept_files) < @Room
            returning 1
            """,
            new
            {
                old = now - Kept,
                owner = Owner(),
                rest = MostOfOne - 1,
                digest = Digest(key),
                form = FormOf(request),
                body = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(kept)),
                now,
                Room,
            }, ct);
        return new(stored.Count > 0 ? key : null, named);
    }

    /// <summary>Puts kept files beside those that were chosen now, for the fields that have none.</summary>
    public async Task BringBackAsync(HttpRequest request, CancellationToken ct)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType)
            return;
        var form = await request.ReadFormAsync(ct);
        if (form[KeptFiles.Field].ToString() is not { Length: > 0 and <= 100 } key || form[KeptFiles.DropField] == "true")
            return;
        var found = (await database.QueryAsync<byte[]>("select body from identity.kept_files where digest = @digest and owner = @owner and form = @form and kept_at >= @since",
            new { digest = Digest(key), owner = Owner(), form = FormOf(request), since = clock.GetUtcNow() - Kept }, ct)).FirstOrDefault();
        if (found is null)
            return;
        var files = new FormFileCollection();
        files.AddRange(form.Files);
        try
        {
            var kept = JsonSerializer.Deserialize<List<KeptFile>>(_protector.Unprotect(found))!;
            files.AddRange(kept.Where(file => form.Files.GetFile(file.Field) is not { Length: > 0 }).Select(file =>
                new FormFile(new MemoryStream(file.Content, writable: false), 0, file.Content.Length, file.Field, file.Name)
                {
                    Headers = new HeaderDictionary(),
                    ContentType = file.MediaType,
                }));
        }
        catch (CryptographicException)
        {
            return;
        }

        request.Form = new FormCollection(form.ToDictionary(pair => pair.Key, pair => pair.Value), files);
    }

    /// <summary>Drops what a form carried, once it was taken or is kept anew.</summary>
    public Task DropAsync(string key, CancellationToken ct) =>
        database.ExecuteAsync("delete from identity.kept_files where digest = @digest and owner = @owner", new { digest = Digest(key), owner = Owner() }, ct);

    private bool MayKeep(HttpContext context)
    {
        if (visitors.Current is not null)
            return true;
        using var lease = Often.AttemptAcquire(Origin.Address(context));
        return lease.IsAcquired;
    }

    // Two forms of a page, or two acts of one, have files of their own.
    private static string FormOf(HttpRequest request) => $"{request.Path.Value}?{request.Query["handler"]}&{request.Form["act"]}";

    private byte[] Owner() => SHA256.HashData(Encoding.UTF8.GetBytes(visitors.Session));

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Keeps the files of pages that come back refused, and brings them back when their form is sent again.</summary>
internal sealed class KeptFilesFilter(FileKeeper keeper) : IAsyncResourceFilter, IAsyncPageFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        try
        {
            await keeper.BringBackAsync(context.HttpContext.Request, context.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            // A form that cannot be read is refused where the page reads it.
        }

        await next();
    }

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var done = await next();
        var (http, ct) = (context.HttpContext, context.HttpContext.RequestAborted);
        if (done.Exception is not null || !HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType)
            return;
        if (done.Result is PageResult && http.Response.StatusCode >= 400 && http.Request.Form.Files.Any(file => file.Length > 0))
            (await keeper.KeepAsync(http.Request, ct)).Note(http);
        if (http.Request.Form[KeptFiles.Field].ToString() is { Length: > 0 and <= 100 } key)
            await keeper.DropAsync(key, ct);
    }
}
