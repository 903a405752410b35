using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Records;

namespace Zhishu.Pictures.Find;

/// <summary>
/// Takes a picture that somebody hands in, says what it looks like and forgets it. Of one visitor one picture at a time; a few others wait their turn, more are asked to
/// come again.
/// </summary>
internal sealed class UploadGate(LookMaker looks)
{
    /// <summary>Largest file, bytes.</summary>
    public const int Largest = 10 << 20;

    /// <summary>Largest request, with the other fields of the form.</summary>
    public const int LargestRequest = Largest + (1 << 20);

    private const int MostWaiting = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<string, byte> _busy = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    /// <summary>Looks at a picture.</summary>
    /// <returns>What it looks like, or why not.</returns>
    /// <exception cref="TooCostlyException">The visitor has another one looked at, or too many wait.</exception>
    public async Task<(Look? Look, Bilingual? Fault)> LookAsync(IFormFile file, HttpContext context, CancellationToken ct)
    {
        if (file.Length > Largest)
            return (null, new($"图片有 {file.Length / 1048576.0:N1} MB，最大 {Largest >> 20} MB"));
        if (!looks.Works)
            return (null, Unavailable);
        var origin = Origin.Of(context);
        if (!_busy.TryAdd(origin, 0))
            throw Busy(new("您的上一张图片还在处理，请几秒后再试"), 5);
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting || !await _turn.WaitAsync(LongestWait, ct))
                throw Busy(new("现在上传图片的人较多，请稍后再试"), 20);
            try
            {
                return await ReadAsync(file, ct);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _busy.TryRemove(origin, out _);
        }
    }

    /// <summary>What is said where the model cannot be loaded.</summary>
    public static Bilingual Unavailable => new("这台服务器不能运行图形识别模型，图形检索暂不可用；其他检索不受影响");

    private async Task<(Look? Look, Bilingual? Fault)> ReadAsync(IFormFile file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await using (var stream = file.OpenReadStream())
            await stream.ReadExactlyAsync(bytes, ct);
        var (bitmap, fault) = await Task.Run(() => MediaBitmap.Read(bytes, Ink.Side, MediaBitmap.MostHandedIn), ct);
        if (bitmap is null)
            return (null, fault);
        if (await looks.LookAsync(bitmap, ct) is not { } look)
            return (null, Unavailable);
        return look.Views.Count == 0 ? (null, new("图片上没有可以比较的图形")) : (look, null);
    }

    private static TooCostlyException Busy(Bilingual text, int seconds) => new(text) { RetryAfter = seconds };
}
